/** What passes as plainly fine, the model delivers to and no rule speaks of. */
import { expect, test } from 'vitest';
import { mailboxAccounts, type Sweep, sweep } from '../../src/audit/mailboxes.ts';
import { plainlyFine } from '../../src/audit/plainly-fine.ts';
import { SUPPRESS_NOTHING } from '../../src/audit/suppress.ts';
import { openTarget } from '../../src/audit/target.ts';
import { MAILBOX_RULES } from '../../src/checks/mailbox-rules.ts';
import { bytesOf } from '../../src/host/bytes.ts';
import { CouldNotCheck, type Host } from '../../src/host/host.ts';
import { type Image, imageHost } from '../../src/host/image.ts';
import { readCases } from '../support/cases.ts';
import { type Setup, setUp } from '../support/setup.ts';

function sweeper(image: Image): Sweep {
  const host = imageHost(image);
  const target = openTarget(host, { defaultDelivery: bytesOf(image.defaultDelivery ?? './Maildir/') });
  return {
    installation: target.installation,
    cdb: target.usersCdb(),
    rules: MAILBOX_RULES,
    once: host,
    uidMin: 1000,
    keepers: new Set(),
    gone: new Set(),
    most: 20,
    suppress: SUPPRESS_NOTHING,
  };
}

/** Sees a socket everywhere: nothing is plainly fine to it, so that the model judges all. */
function blind(host: Host): Host {
  return { ...host, lstat: () => ({ type: 'socket', mode: 0, uid: 0, gid: 0, size: 0 }) };
}

function check(image: Image): number {
  const job = sweeper(image);
  const accounts = mailboxAccounts(job.installation.host.accounts);
  const isFine = plainlyFine(job.installation, job.cdb, job.once);
  const fine = accounts.filter(isFine);
  const judged = sweep({ ...job, once: blind(job.once) }, fine);
  expect([...judged.folds.values()].map(({ key, kept }) => ({ key, kept }))).toEqual([]);
  return fine.length;
}

test.each(['installations', 'installations-netqmail', 'faults'])('in the recorded %s', (name) => {
  const fine = readCases<{ image: Image }>(name).reduce((sum, { image }) => sum + check(image), 0);
  expect(fine).toBeGreaterThan(0);
});

test('in the experiments', () => {
  const fine = readCases<{ setup: Setup }>('invariants').reduce((sum, { setup }) => sum + check(setUp(setup)), 0);
  expect(fine).toBeGreaterThan(0);
});

const alice = (setup: Setup) => {
  const job = sweeper(setUp(setup));
  const account = job.installation.host.accounts.byName('alice')!;
  return plainlyFine(job.installation, job.cdb, job.once)(account);
};

/** The same host, which counts what it is asked below /home/alice. */
function counting(host: Host): { host: Host; asked: Record<string, number> } {
  const asked: Record<string, number> = {};
  const count =
    <T>(name: string, ask: (path: string) => T) =>
    (path: string) => {
      if (path.startsWith('/home/alice')) asked[name] = (asked[name] ?? 0) + 1;
      return ask(path);
    };
  const counted = { ...host, lstat: count('lstat', host.lstat), list: count('list', host.list) };
  return { host: { ...counted, read: count('read', host.read) }, asked };
}

test.each<[string, Setup, Record<string, number>]>([
  ['a home without dot-qmail files', {}, { lstat: 5, list: 1 }],
  ['a plain .qmail', { '/home/alice/.qmail': './Maildir/\n' }, { lstat: 6, list: 1, read: 1 }],
  // The rest is for the model.
  ['a file for an extension', { '/home/alice/.qmail-x': './Maildir/\n' }, { lstat: 1, list: 1 }],
])('what %s costs', (_, setup, cost) => {
  const job = sweeper(setUp(setup));
  const { host, asked } = counting(job.once);
  plainlyFine(job.installation, job.cdb, host)(job.installation.host.accounts.byName('alice')!);
  expect(asked).toEqual(cost);
});

test('a home that may not be listed is judged as far as it can be, and counted as unchecked', () => {
  const job = sweeper(setUp({ '/home/alice/Maildir': null, '/home/bob/.qmail-x': '\n' }));
  const list = (path: string): string[] => {
    throw new CouldNotCheck(path, 'access denied');
  };
  const host = { ...job.installation.host, list };
  const accounts = mailboxAccounts(host.accounts);
  const result = sweep({ ...job, installation: { ...job.installation, host }, once: host }, accounts);
  expect([...result.folds.values()].map(({ rule }) => rule)).toEqual(['maildir-missing']);
  expect([...result.unchecked]).toEqual([['access denied', { count: 2, path: '/home/alice' }]]);
});

test('the sound mailbox is, with a plain .qmail too', () => {
  expect(alice({})).toBe(true);
  expect(alice({ '/home/alice/.qmail': './Maildir/\n' })).toBe(true);
});

test.each<[string, Setup]>([
  ['a parent that is closed to somebody', { '/home': { mode: '0701', owner: 'root:users' } }],
  ['a home that is a link', { '/home/alice': { symlink: '/home/bob' } }],
  ['a writable home', { '/home/alice': { mode: '0777', owner: 'alice:users' } }],
  ['a foreign home', { '/home/alice': { mode: '0755', owner: 'root:root' } }],
  ['a CR in .qmail', { '/home/alice/.qmail': './Maildir/\r\n' }],
  ['an empty .qmail', { '/home/alice/.qmail': '' }],
  ['a second line', { '/home/alice/.qmail': './Maildir/\n&bob\n' }],
  ['a writable .qmail', { '/home/alice/.qmail': { mode: '0666', owner: 'alice:users', content: './Maildir/\n' } }],
  ['a .qmail with x', { '/home/alice/.qmail': { mode: '0700', owner: 'alice:users', content: './Maildir/\n' } }],
  ['.qmaildefault', { '/home/alice/.qmaildefault': './Maildir/\n' }],
  ['a file for an extension', { '/home/alice/.qmail-info': './Maildir/\n' }],
  ['the same beside .qmail', { '/home/alice/.qmail': './Maildir/\n', '/home/alice/.qmail-default': './Maildir/\n' }],
  ['a directory of such files', { '/home/alice/.qmail-': { type: 'dir', mode: '0700', owner: 'alice:users' } }],
  ['a .qmail that is a link to nothing', { '/home/alice/.qmail': { symlink: 'nowhere' } }],
  ['no cur', { '/home/alice/Maildir/cur': null }],
  ['an open Maildir', { '/home/alice/Maildir': { mode: '0755', owner: 'alice:users' } }],
  [
    'another file system',
    { '/home/alice/Maildir/new': { mode: '0700', owner: 'alice:users', mounted: 'another filesystem' } },
  ],
  ['qmail-local that some may not run', { '/var/qmail/bin/qmail-local': { mode: '0701', owner: 'root:users' } }],
  ['a users/cdb', { '/var/qmail/users/cdb': '' }],
])('not with %s', (_, setup) => {
  expect(alice(setup)).toBe(false);
});
