/** The options that name a machine. */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { targetOptions } from '../../src/commands/machine.ts';
import { UsageError } from '../../src/errors.ts';
import { needsRoot } from '../support/needs.ts';

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

needsRoot('an empty /var/qmail', () => {
  test('does not keep a log or a rule from being read', () => {
    const script =
      'mount -t tmpfs tmpfs /var && mkdir /var/qmail && exec "$0" bin/qmail-lint.js explain NHL --no-config';
    const { status, stderr } = spawnSync('unshare', ['-m', 'sh', '-c', script, process.execPath], { encoding: 'utf8' });
    if (/^(unshare|mount):/.test(stderr)) return console.warn('skipped: no tmpfs may be mounted here');
    expect([status, stderr]).toEqual([0, '']);
  });
});
