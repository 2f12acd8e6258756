import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/audit/outcome.ts';
import { auditImage, troubles } from '../support/audit.ts';
import { type Setup, setUp } from '../support/setup.ts';
import { domainDir, TWO_DOMAINS, type VpopmailDomain, vpasswdOf, vpopmailSetup } from '../support/vpopmail.ts';

const SOUND = vpopmailSetup({ domains: TWO_DOMAINS });
const [TWO, BIG] = TWO_DOMAINS as readonly [VpopmailDomain, VpopmailDomain];

async function audited(change: Setup = {}) {
  const outcome = await auditImage(setUp(change, setUp(SOUND)));
  expect(outcome.failed).toEqual([]);
  return outcome;
}

async function troublesOf(change: Setup): Promise<Finding[]> {
  return troubles(await audited(change));
}

const own = (content: string) => ({ content, mode: '0600', owner: 89, group: 89 });

describe('a sound installation of vpopmail', () => {
  test('gives no error and no warning from any rule', async () => {
    expect(troubles(await audited()).map(({ rule, message }) => ({ rule, message }))).toEqual([]);
  });

  test('nor does one whose directories lie elsewhere', async () => {
    const setup = vpopmailSetup({ domains: TWO_DOMAINS, root: '/var/vpopmail' });
    const outcome = await auditImage(setUp(setup));
    expect(troubles(outcome).map(({ rule, message }) => ({ rule, message }))).toEqual([]);
  });

  test('nor does one whose users are in a database, which is said', async () => {
    const gone = [TWO, BIG].flatMap((domain) => [`${domainDir(domain)}/vpasswd`, `${domainDir(domain)}/vpasswd.cdb`]);
    const outcome = await audited(Object.fromEntries(gone.map((path) => [path, null])));
    expect(troubles(outcome)).toEqual([]);
    const skipped = outcome.skipped.filter(({ rule }) => rule.startsWith('vpopmail-'));
    expect(skipped.map(({ kind }) => kind)).toContain('not-applicable');
    expect(skipped.map(({ kind }) => kind)).not.toContain('could-not');
  });
});

describe('one fault, one finding', () => {
  test.each<[string, Setup, string, string]>([
    [
      'the tree belongs to root',
      { '/home/vpopmail/domains': { owner: 'root', group: 'root' } },
      'vpopmail-domain-unusable',
      '/home/vpopmail/domains',
    ],
    [
      'a domain belongs to root',
      { [domainDir(BIG)]: { owner: 'root', group: 'root' } },
      'vpopmail-domain-unusable',
      domainDir(BIG),
    ],
    [
      'no vdelivermail',
      { '/home/vpopmail/bin/vdelivermail': null },
      'vpopmail-default-line',
      `${domainDir(TWO)}/.qmail-default`,
    ],
    [
      'a lost .qmail-default',
      { [`${domainDir(TWO)}/.qmail-default`]: null },
      'vpopmail-domain-unusable',
      `${domainDir(TWO)}/.qmail-default`,
    ],
    [
      'a lost Maildir',
      { [`${domainDir(BIG)}/0/zoe/Maildir`]: null },
      'vpopmail-mailbox-unusable',
      `${domainDir(BIG)}/0/zoe/Maildir`,
    ],
    ['a lost user', { [`${domainDir(BIG)}/0/zoe`]: null }, 'vpopmail-mailbox-missing', `${domainDir(BIG)}/0/zoe`],
    [
      'users as root restored them',
      { [`${domainDir(TWO)}/joe`]: { owner: 'root', group: 'root' } },
      'vpopmail-mailbox-unusable',
      `${domainDir(TWO)}/joe`,
    ],
    [
      'mail for nobody thrown away',
      { [`${domainDir(TWO)}/.qmail-default`]: own("| /home/vpopmail/bin/vdelivermail '' delete\n") },
      'vpopmail-unknown-deleted',
      `${domainDir(TWO)}/.qmail-default`,
    ],
    [
      'vpasswd edited by hand',
      { [`${domainDir(TWO)}/vpasswd`]: own(`${vpasswdOf(TWO)}new:x:0:0::${domainDir(TWO)}/joe:NOQUOTA\n`) },
      'vpopmail-vpasswd-stale',
      `${domainDir(TWO)}/vpasswd.cdb`,
    ],
    [
      'rcpthosts lost the domain',
      { '/var/qmail/control/rcpthosts': 'one.test\nmail.one.test\nbig.test\nlarge.test\n' },
      'virtual-not-accepted',
      '/var/qmail/control/virtualdomains',
    ],
    [
      'the domain is local as well',
      { '/var/qmail/control/locals': 'one.test\nmail.one.test\ntwo.test\n' },
      'local-and-virtual',
      '/var/qmail/control/virtualdomains',
    ],
    [
      'virtualdomains lost the domain',
      {
        '/var/qmail/control/virtualdomains': 'big.test:big.test\nlarge.test:large.test\n',
        '/var/qmail/control/rcpthosts': 'one.test\nmail.one.test\nbig.test\nlarge.test\n',
      },
      'assign-domain-idle',
      '/var/qmail/users/assign',
    ],
  ])('%s', async (_, change, rule, path) => {
    const found = await troublesOf(change);
    expect([...new Set(found.map((each) => each.rule))]).toEqual([rule]);
    expect(found.map(({ subject }) => subject.path)).toContain(path);
  });

  test('a lost line of users/assign', async () => {
    const assign = String(SOUND['/var/qmail/users/assign']).replace(/^\+two\.test.*\n/, '');
    const found = await troublesOf({ '/var/qmail/users/assign': assign, '/var/qmail/users/cdb': 'compiled' });
    expect(found.map(({ rule, subject }) => [rule, subject.domain])).toEqual([['vpopmail-not-assigned', 'two.test']]);
  });
});

test('many users with one trouble are folded, and counted', async () => {
  const users = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`user${i}`, '']));
  const domain = { name: 'two.test', users };
  const broken = Object.keys(users).map((user) => [
    `${domainDir(domain)}/${user}/Maildir/new`,
    { type: 'dir', mode: '0700', owner: 'root', group: 'root' },
  ]);
  const outcome = await auditImage(setUp({ ...vpopmailSetup({ domains: [domain] }), ...Object.fromEntries(broken) }));
  expect(outcome.summary.error).toBe(300);
  expect(outcome.findings.filter(({ rule }) => rule === 'vpopmail-mailbox-unusable')).toHaveLength(20);
});
