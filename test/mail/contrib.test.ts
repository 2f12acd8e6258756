/** What is ready for cron and systemd names options that exist. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { run } from '../support/run.ts';

test.each(readdirSync('contrib'))('%s', async (name) => {
  const { out } = await run(['audit', '--help']);
  const text = readFileSync(`contrib/${name}`, 'utf8');
  for (const [option] of text.matchAll(/--[a-z-]+/g)) expect(out).toMatch(new RegExp(`${option}\\b`));
});
