import { expect, test } from 'vitest';
import { VERSION } from '../../src/version.ts';
import { run } from '../support/run.ts';

test('the command line says the same version as the process, and that it is not the old program', async () => {
  expect(await run(['--version'])).toEqual({ exit: 0, out: `${VERSION}\n`, err: '' });
  expect(VERSION).toContain('not the Perl qmail-lint 0.55');
});
