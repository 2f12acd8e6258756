import { expect, test } from 'vitest';
import { parsePasswd } from '../../src/host/accounts.ts';
import { directoryServices, filesAccounts } from '../../src/host/nss.ts';

test('sources of nsswitch.conf that are not files of the machine', () => {
  const nsswitch = '# passwd: ldap\npasswd:   files systemd sss [NOTFOUND=return] ldap # more\ngroup:files nis\n';
  expect(directoryServices(nsswitch, 'passwd', '')).toEqual(['sss', 'ldap']);
  expect(directoryServices(nsswitch, 'group', '')).toEqual(['nis']);
  expect(directoryServices('passwd: files\n', 'passwd', '')).toEqual([]);
  expect(directoryServices('', 'passwd', '')).toEqual([]);
});

test('files of the machine that are not /etc/passwd', () => {
  expect(directoryServices('passwd: files db extrausers altfiles\n', 'passwd', '')).toEqual([
    'db',
    'extrausers',
    'altfiles',
  ]);
});

test('compat is /etc/passwd alone unless a line of it asks for more', () => {
  const alice = 'alice:x:3001:100::/home/alice:/bin/sh\n';
  expect(directoryServices('passwd: compat systemd\n', 'passwd', alice)).toEqual([]);
  expect(directoryServices('passwd: compat\n', 'passwd', `${alice}+@staff::::::\n`)).toEqual(['compat']);
});

test('a group of another source is not said to be missing', () => {
  const files: Record<string, string> = {
    '/etc/passwd': '',
    '/etc/group': 'users:x:100:\n',
    '/etc/nsswitch.conf': 'passwd: files\ngroup: files altfiles\n',
  };
  const accounts = filesAccounts((path) => files[path] ?? null);
  expect(accounts.incomplete).toBeNull();
  expect(accounts.gidOf('users')).toBe(100);
  expect(() => accounts.gidOf('qmail')).toThrow(/altfiles/);
});

test('another root with a directory service cannot be enumerated', () => {
  const files: Record<string, string> = {
    '/etc/passwd': 'alice:x:3001:100::/home/alice:/bin/sh\n',
    '/etc/nsswitch.conf': 'passwd: files ldap\n',
  };
  const accounts = filesAccounts((path) => files[path] ?? null);
  expect(accounts.byName('alice')?.uid).toBe(3001);
  expect(accounts.incomplete).toMatch(/ldap/);
});

test('an account of /etc/passwd has its line', () => {
  const files: Record<string, string> = {
    '/etc/passwd': '# people\n\nroot:x:0:0::/root:\nalice:x:1:2::/home/alice:\n',
  };
  expect(filesAccounts((path) => files[path] ?? null).byName('alice')).toEqual({
    name: 'alice',
    uid: 1,
    gid: 2,
    home: '/home/alice',
    line: 4,
  });
});

test('lines that getpwent would not return are no accounts', () => {
  expect(
    parsePasswd('alice:x:1:2::/home/alice:/bin/sh\n\n#bob:x:3:4::/home/bob:\n+::::::\nshort:x:5\nbad:x:y:1::/:\n').map(
      ({ name }) => name,
    ),
  ).toEqual(['alice']);
});
