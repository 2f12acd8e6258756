/** The accounts of the running machine, as nsswitch.conf and getent(1) tell of them. */
import { afterEach, expect, test, vi } from 'vitest';

const machine = vi.hoisted(() => ({
  files: {} as Record<string, string>,
  /** What `getent passwd` lists, or null where it fails. */
  listed: null as string | null,
  asked: [] as string[],
}));

vi.mock('node:fs', async (original) => ({
  ...(await original<typeof import('node:fs')>()),
  readFileSync: (path: string) => {
    const text = machine.files[path];
    if (text === undefined) throw Object.assign(new Error(path), { code: 'ENOENT' });
    return text;
  },
}));

vi.mock('node:child_process', () => ({
  execFileSync: (_: string, args: readonly string[]) => {
    machine.asked.push(args.join(' '));
    const name = args[2];
    if (machine.listed === null) throw Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' });
    if (name === undefined) return machine.listed;
    const line = machine.listed.split('\n').find((each) => each.startsWith(`${name}:`));
    if (line === undefined) throw Object.assign(new Error('not found'), { status: 2 });
    return `${line}\n`;
  },
}));

import { systemAccounts } from '../../src/host/nss.ts';

afterEach(() => {
  machine.asked.length = 0;
});

const ALICE = 'alice:x:3001:100::/home/alice:/bin/sh\n';
const BOB = 'bob:x:3002:100::/home/bob:/bin/sh\n';

function accounts(sources: string, listed: string | null) {
  machine.files = {
    '/etc/nsswitch.conf': `passwd: ${sources}\ngroup: files\n`,
    '/etc/passwd': ALICE,
    '/etc/group': 'users:x:100:\n',
  };
  machine.listed = listed;
  return systemAccounts();
}

test('files alone are read, and nobody is asked', () => {
  const found = accounts('files systemd', null);
  expect(found.all.map(({ name }) => name)).toEqual(['alice']);
  expect(found.incomplete).toBeNull();
  expect(machine.asked).toEqual([]);
});

test.each(['db', 'extrausers', 'altfiles'])('%s is listed wholly, with accounts or without', (source) => {
  expect(accounts(`files ${source}`, ALICE + BOB).all.map(({ name }) => name)).toEqual(['alice', 'bob']);
  const none = accounts(`files ${source}`, ALICE);
  expect(none.incomplete).toBeNull();
  expect(none.byName('carol')).toBeNull();
});

test.each(['db', 'extrausers', 'altfiles'])('%s that cannot be listed is said', (source) => {
  const found = accounts(`files ${source}`, null);
  expect(found.all.map(({ name }) => name)).toEqual(['alice']);
  expect(found.incomplete).toBe(`${source} (nsswitch.conf) does not list its accounts`);
  expect(() => found.byName('carol')).toThrow(/getent passwd carol/);
});

test('a directory service beside them that lists nothing is named alone', () => {
  expect(accounts('files extrausers ldap', ALICE).incomplete).toBe('ldap (nsswitch.conf) does not list its accounts');
});
