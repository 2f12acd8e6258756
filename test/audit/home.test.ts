/** What is taken for a qmail home where nobody named one. */
import { expect, test } from 'vitest';
import { isHome } from '../../src/audit/target.ts';
import { imageHost } from '../../src/host/image.ts';
import { setUp } from '../support/setup.ts';

const { files, ...machine } = setUp({});

test.each([
  ['a sound one', files, true],
  ['an empty directory', files.filter(({ path }) => !path.startsWith('/var/qmail/')), false],
  ['a file', [{ path: '/var/qmail', type: 'file', owner: 'root', group: 'root', mode: '0644', content: '' }], false],
  ['nothing', files.filter(({ path }) => !path.startsWith('/var/qmail')), false],
] as const)('%s', (_, some, is) => {
  expect(isHome(imageHost({ ...machine, files: [...some] }), '/var/qmail')).toBe(is);
});
