import { expect, test } from 'vitest';
import { WORDS } from '../../src/report/words.ts';

test.each(['en', 'ja'] as const)('each place where something is seen has a label of its own: %s', (language) => {
  const labels = Object.values(WORDS[language].where);
  expect(new Set(labels).size).toBe(labels.length);
});
