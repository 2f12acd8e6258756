/** The options that name a machine. */
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { targetOptions } from '../../src/commands/machine.ts';
import { UsageError } from '../../src/errors.ts';

const home = (given: string | undefined) => targetOptions({ home: given }, null).home;

test('a relative home starts from the current directory', () => {
  expect(home('.')).toBe(process.cwd());
  expect(home('../qmail/')).toBe(resolve(process.cwd(), '../qmail'));
  expect(home('/var/qmail//')).toBe('/var/qmail');
  expect(home(undefined)).toBeUndefined();
});

test('another machine has no current directory', () => {
  expect(() => targetOptions({ home: '.', root: '/mnt' }, null)).toThrow(UsageError);
  expect(() => targetOptions({ home: 'qmail', image: 'x.json' }, null)).toThrow(UsageError);
  expect(targetOptions({ home: '/var/qmail', root: 'mnt' }, null).home).toBe('/var/qmail');
});
