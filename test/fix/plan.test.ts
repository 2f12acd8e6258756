/** From findings to steps: what is put together, in which order, as whom, and what is refused. */
import { expect, test } from 'vitest';
import type { Mendable } from '../../src/audit/mendable.ts';
import type { Repair, RepairPlace } from '../../src/checks/check.ts';
import { type Narrowing, planOf } from '../../src/fix/plan.ts';
import { accountsFrom } from '../../src/host/accounts.ts';
import type { Mount, Stat } from '../../src/host/host.ts';

const HOME: RepairPlace = {
  kind: 'home',
  path: '/home/alice',
  real: '/home/alice',
  device: 1,
  uid: 3001,
  gid: 100,
  user: 'alice',
};
const QUEUE: RepairPlace = {
  ...HOME,
  kind: 'queue',
  path: '/var/qmail/queue',
  real: '/data/queue',
  uid: 0,
  user: null,
};
const DIR: Stat = { type: 'dir', mode: 0o755, uid: 3001, gid: 100, size: 0, inode: 7, device: 1, links: 2 };
const FILE: Stat = { ...DIR, type: 'file', mode: 0o644, links: 1 };

function finding(rule: string, repairs: Repair[], fix: Mendable['fix'] = 'mode'): Mendable {
  return { rule, repairs, fix };
}

function plan(findings: Mendable[], narrowing: Narrowing = {}, mounts: Mount[] = []) {
  const accounts = accountsFrom(
    [
      { name: 'alice', uid: 3001, gid: 100, home: '/home/alice' },
      { name: 'bob', uid: 3002, gid: 100, home: '/home/bob' },
      { name: 'guest', uid: 3003, gid: 100, home: '/home/bob/guest' },
      { name: 'daemon', uid: 2, gid: 2, home: '/usr/sbin/daemon' },
    ],
    [],
  );
  return planOf(findings, { accounts, uidMin: 1000, root: '', mounts }, narrowing);
}

test('what several rules want of one place is one step, with what is above it first', () => {
  const { steps, refused } = plan([
    finding('inner', [{ place: HOME, path: '/home/alice/Maildir/new', seen: DIR, remove: 0o007 }]),
    finding('first', [{ place: HOME, path: '/home/alice/Maildir', seen: { ...DIR, uid: 0 }, owner: 3001 }]),
    finding('second', [
      { place: HOME, path: '/home/alice/Maildir', seen: { ...DIR, uid: 0 }, add: 0o020, remove: 0o025 },
    ]),
    finding('again', [{ place: HOME, path: '/home/alice/Maildir/new', seen: DIR, remove: 0o005 }]),
  ]);
  expect(refused).toEqual([]);
  expect(steps).toMatchObject([
    {
      path: '/home/alice/Maildir',
      rules: ['first', 'second'],
      before: { uid: 0, gid: 100, mode: 0o755 },
      after: { uid: 3001, gid: 100, mode: 0o750 },
      as: null,
    },
    { path: '/home/alice/Maildir/new', rules: ['inner', 'again'], after: { mode: 0o750 }, as: { uid: 3001, gid: 100 } },
  ]);
});

test('what a user could do is done as the user; what the group of another would lose is not', () => {
  const at = (path: string, seen: Stat | null, rest: Partial<Repair>) =>
    finding('rule', [{ place: HOME, path: `/home/alice/${path}`, seen, ...rest }]);
  const { steps } = plan([
    at('a', DIR, { remove: 0o007 }),
    at('b', null, { make: 'dir', add: 0o700, owner: 3001 }),
    at('c', { ...DIR, mode: 0o2777, gid: 5 }, { remove: 0o007 }),
    at('d', { ...FILE, uid: 0, mode: 0o664 }, { remove: 0o020 }),
  ]);
  const user = { uid: 3001, gid: 100 };
  expect(steps.map(({ as }) => as)).toEqual([user, user, null, null]);
});

test('a part of the queue is made by root as qmail installs it', () => {
  const path = '/data/queue/lock/trigger';
  const { steps } = plan([
    finding(
      'trigger',
      [{ place: QUEUE, path, seen: null, make: 'fifo', owner: 7, group: 8, add: 0o622, remove: 0o7155 }],
      'create',
    ),
  ]);
  expect(steps).toMatchObject([
    { kind: 'make', type: 'fifo', before: null, after: { uid: 7, gid: 8, mode: 0o622 }, as: null },
  ]);
});

test('nothing to change is no step', () => {
  expect(plan([finding('rule', [{ place: HOME, path: '/home/alice/x', seen: FILE, remove: 0o002 }])]).steps).toEqual(
    [],
  );
});

const file = (seen: Partial<Stat>, rest: Partial<Repair> = {}): Repair => ({
  place: HOME,
  path: '/home/alice/.qmail',
  seen: { ...FILE, ...seen },
  owner: 3001,
  ...rest,
});
const home = (place: Partial<RepairPlace>, seen: Partial<Stat> = { uid: 0 }, rest: Partial<Repair> = {}): Repair => {
  const whole = { ...HOME, ...place };
  return {
    place: { ...whole, real: whole.path },
    path: whole.path,
    seen: { ...DIR, ...seen },
    owner: whole.uid,
    ...rest,
  };
};

test.each<[string, string, Repair]>([
  ['a place outside the home', 'outside', file({ uid: 0 }, { path: '/var/mail/alice' })],
  ['a name that begins like the home', 'outside', file({ uid: 0 }, { path: '/home/alicespring/.qmail' })],
  ['another device', 'mount', file({ uid: 0, device: 2 })],
  ['the file of a third user', 'third-owner', file({ uid: 3002 })],
  ['the file of a third user, for its mode', 'third-owner', file({ uid: 3002 }, { remove: 0o004 })],
  ['a file with two names', 'hard-link', file({ uid: 0, links: 2 })],
  ['a file of the user with two names', 'hard-link', file({ links: 2 }, { remove: 0o004 })],
  ['a set-uid file of root', 'set-id', file({ uid: 0, mode: 0o4755 })],
  ['a device', 'type', file({ uid: 0, type: 'device' })],
  ['a link', 'type', file({ uid: 0, type: 'symlink' })],
  [
    "root's file that would be opened",
    'root-opened',
    { place: HOME, path: '/home/alice/k', seen: { ...FILE, uid: 0, mode: 0o600 }, add: 0o044 },
  ],
  [
    'a home without a number',
    'unrecorded',
    { place: HOME, path: '/home/alice', seen: { type: 'dir', mode: 0o777, uid: 3001, gid: 1, size: 0 }, remove: 2 },
  ],
  ['/tmp as a home', 'shared-home', home({ path: '/tmp' })],
  ['/var/www as a home', 'shared-home', home({ path: '/var/www' })],
  ['a directory of the system as a home', 'shared-home', home({ path: '/usr/lib' })],
  [
    'the mode of a home that is not his',
    'shared-home',
    { ...home({ path: '/tmp' }, { uid: 0, mode: 0o1777 }, { remove: 0o1000 }), owner: 0 },
  ],
  ['a home in which others have theirs', 'shared-home', home({ path: '/home/bob', uid: 3002 })],
  ["another's home", 'shared-home', home({ path: '/home/bob/guest', uid: 3002 })],
  [
    'a file of root in a home that is the root directory',
    'shared-home',
    { ...file({ uid: 0 }), place: { ...HOME, path: '/', real: '/' }, path: '/.qmail' },
  ],
  ['the home of a system account', 'system-account', home({ path: '/home/daemon', uid: 2, user: 'daemon' })],
])('%s is refused', (_, why, repair) => {
  const { steps, refused } = plan([finding('rule', [repair])]);
  expect(refused).toEqual([{ path: repair.path, rules: ['rule'], why }]);
  expect(steps).toEqual([]);
});

test('what would be refused is done where nothing is amiss', () => {
  const repairs = [file({ uid: 0 }), home({}), home({ path: '/home/alice', user: 'alice' })];
  for (const repair of repairs) expect(plan([finding('rule', [repair])]).steps).toHaveLength(1);
});

test('a mount below the place is another place, also where the device is the same', () => {
  const mounts = [
    { path: '/', type: 'ext4' },
    { path: '/home/alice/Maildir', type: 'ext4' },
  ];
  const repair: Repair = { place: HOME, path: '/home/alice/Maildir/new', seen: DIR, remove: 0o005 };
  expect(plan([finding('rule', [repair])], {}, mounts).refused).toMatchObject([{ why: 'mount' }]);
  expect(plan([finding('rule', [repair])], {}, mounts.slice(0, 1)).refused).toEqual([]);
});

test('two accounts that want one place for themselves get nothing', () => {
  const other = { ...HOME, uid: 3002, user: 'bob' };
  const repairs = [file({ uid: 0 }), { ...file({ uid: 0 }), place: other, owner: 3002 }];
  expect(plan(repairs.map((each) => finding('rule', [each]))).refused).toMatchObject([{ why: 'shared-home' }]);
});

test('rules and paths narrow it', () => {
  const findings = ['a', 'ab', 'a/b'].map((name, index) =>
    finding(`rule${index}`, [{ place: HOME, path: `/home/alice/${name}`, seen: DIR, remove: 0o005 }]),
  );
  const paths = (narrowing: Narrowing) => plan(findings, narrowing).steps.map(({ path }) => path);
  expect(paths({ paths: ['/home/alice/a'] })).toEqual(['/home/alice/a', '/home/alice/a/b']);
  expect(paths({ rules: ['rule1'] })).toEqual(['/home/alice/ab']);
  expect(paths({ rules: ['rule1'], paths: ['/home/alice/a'] })).toEqual([]);
});

test('of a finding that is for a person to mend, what lies outside is told, and the rest is not touched', () => {
  const inside: Repair = { place: HOME, path: '/home/alice/x', seen: DIR, remove: 0o005 };
  const { steps, refused } = plan([finding('rule', [inside, { ...inside, path: '/srv/x' }], null)]);
  expect(steps).toEqual([]);
  expect(refused).toMatchObject([{ path: '/srv/x', why: 'outside' }]);
});
