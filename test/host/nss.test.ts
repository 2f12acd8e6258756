import { expect, test } from 'vitest';
import { parsePasswd } from '../../src/host/accounts.ts';
import { directoryServices, filesAccounts } from '../../src/host/nss.ts';

test('sources of nsswitch.conf that are not files of the machine', () => {
  expect(
    directoryServices('# passwd: ldap\npasswd:   files systemd sss [NOTFOUND=return] ldap # more\ngroup: files nis\n'),
  ).toEqual(['sss', 'ldap']);
  expect(directoryServices('passwd: files\n')).toEqual([]);
  expect(directoryServices('')).toEqual([]);
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

test('lines that getpwent would not return are no accounts', () => {
  expect(
    parsePasswd('alice:x:1:2::/home/alice:/bin/sh\n\n#bob:x:3:4::/home/bob:\n+::::::\nshort:x:5\nbad:x:y:1::/:\n').map(
      ({ name }) => name,
    ),
  ).toEqual(['alice']);
});
