/** What a finding says beside its cause: what follows, and what to do. */
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/audit/outcome.ts';
import { auditImage } from '../support/audit.ts';
import { type Setup, setUp } from '../support/setup.ts';
import { TWO_DOMAINS, vpopmailSetup } from '../support/vpopmail.ts';

async function found(rule: string, setup: Setup, language: 'en' | 'ja' = 'en'): Promise<Finding[]> {
  const { findings } = await auditImage(setUp(setup), { language });
  return findings.filter((each) => each.rule === rule);
}

test('the line of qmail-pop3d is not told of a Dovecot', async () => {
  const dovecot = {
    '/etc/dovecot/dovecot.conf':
      'protocols = imap\nmail_location = maildir:~/Maildir\npassdb {\n driver = pam\n}\nuserdb {\n driver = passwd\n}\n',
    '/home/alice/.qmail': './Mail/\n',
    '/home/alice/Mail': { type: 'dir', mode: '0700', owner: 'alice:users', holds: 'tmp new cur' },
  };
  const [finding, ...others] = await found('reader-elsewhere', dovecot);
  expect(others).toEqual([]);
  expect(finding?.prevents.map(({ id }) => id)).toEqual(['READER-Q1']);
});

describe('what qmail-send reads when it starts is mended with a restart', () => {
  test.each([
    ['value-odd-bytes', 'me', 'mail.one.test\r\n', true],
    ['value-odd-bytes', 'bouncehost', 'one test\n', true],
    ['value-odd-bytes', 'helohost', 'mail.one.test\r\n', false],
    ['value-comment', 'doublebouncehost', '# one.test\n', true],
    ['integer-overflow', 'queuelifetime', '99999999999\n', true],
    ['integer-overflow', 'timeoutremote', '4294967296\n', false],
    ['integer-not-number', 'concurrencyremote', 'twenty\n', true],
    ['integer-trailing-text', 'queuelifetime', '7d\n', true],
    ['integer-trailing-text', 'databytes', '10M\n', false],
    ['integer-trailing-text', 'concurrencyremote', '20 # deliveries\n', false],
  ])('%s of control/%s', async (rule, name, content, restart) => {
    const setup = { [`/var/qmail/control/${name}`]: content };
    const [finding] = await found(rule, setup);
    expect(/\brestart\b/.test(finding?.remedy.text ?? '')).toBe(restart);
    const [japanese] = await found(rule, setup, 'ja');
    expect(/再起動|起動し直/.test(japanese?.remedy.text ?? '')).toBe(restart);
  });
});

describe('a second line for a name in users/assign', () => {
  const lines = '=info:alice:3001:100:/home/alice:::\n=info:bob:3002:100:/home/bob:::\n';
  test.each([
    ['compiled', `${lines}.\n`, { '/var/qmail/users/cdb': 'compiled' }, / has no effect: mail for info goes to alice/],
    ['never compiled', `${lines}.\n`, {}, / will have no effect when the file is compiled/],
    ['refused by qmail-newu', lines, {}, / will have no effect when the file is compiled/],
  ])('%s: only what is in force is said to be delivered so', async (_, source, cdb, says) => {
    const [finding, ...others] = await found('assign-duplicate', { '/var/qmail/users/assign': source, ...cdb });
    expect(others).toEqual([]);
    expect(finding?.message).toMatch(says);
  });
});

test('a circle of forwards is one finding, wherever mail comes into it', async () => {
  const forward = (to: string) => ({ content: `&${to}\n`, owner: 'alias:qmail', mode: '0644' });
  const loops = await found('forward-loop', {
    '/var/qmail/alias/.qmail-info': forward('sales@one.test'),
    '/var/qmail/alias/.qmail-sales': forward('info@one.test'),
    '/var/qmail/alias/.qmail-office': forward('info@one.test'),
    '/home/bob/.qmail': '&info@one.test\n',
    '/var/qmail/alias/.qmail-one': forward('two@one.test'),
    '/var/qmail/alias/.qmail-two': forward('one@one.test'),
  });
  expect(loops.map(({ subject }) => subject.path).sort()).toEqual([
    '/var/qmail/alias/.qmail-info',
    '/var/qmail/alias/.qmail-one',
  ]);
});

test.each(
  [
    'queuelifetime',
    'concurrencylocal',
    'concurrencyremote',
    'databytes',
    'timeoutconnect',
    'timeoutremote',
    'timeoutsmtpd',
  ].flatMap((name) =>
    ['99999999999', '4294967295', '4294967296', '4294967297'].map((number) => [name, number] as const),
  ),
)('control/%s with %s is one finding', async (name, number) => {
  const path = `/var/qmail/control/${name}`;
  const { findings } = await auditImage(setUp({ [path]: `${number}\n` }));
  expect(findings.filter(({ subject }) => subject.path === path).map(({ rule }) => rule)).toHaveLength(1);
});

test('a forward that fails is one finding, whoever else forwards to it', async () => {
  const dead = await found('forward-dead-end', {
    '/home/alice/.qmail': ':bob\n',
    '/var/qmail/alias/.qmail-info': { content: ':bob\n', owner: 'alias:qmail', mode: '0644' },
  });
  expect(dead.map(({ subject }) => subject.path)).toEqual(['/home/alice/.qmail', '/var/qmail/alias/.qmail-info']);
});

test('all mail for other hosts bounces: one finding', async () => {
  const { findings } = await auditImage(setUp({ '/var/qmail/control/virtualdomains': ':bob\n' }));
  const told = findings.filter(({ subject }) => subject.path === '/var/qmail/control/virtualdomains');
  expect(told.map(({ rule }) => rule)).toEqual(['virtual-dead-end']);
  expect(told[0]?.severity).toBe('error');
});

test.each([
  ['one of two', /^\+two\.test-.*\n/m],
  ['a hashed one', /^\+big\.test-.*\n/m],
  ['all', /^\+[\s\S]*\n(?=\.\n)/m],
])('lines of vpopmail that are lost from users/assign, %s: the domain is named, not an account', async (_, lines) => {
  const setup = vpopmailSetup({ domains: TWO_DOMAINS.map(({ aliases: _none, ...domain }) => domain) });
  const assign = String(setup['/var/qmail/users/assign']).replace(lines, '');
  const { findings } = await auditImage(setUp({ ...setup, '/var/qmail/users/assign': assign }));
  const told = findings.filter(({ severity }) => severity !== 'info');
  expect(new Set(told.map(({ rule }) => rule))).toEqual(new Set(['vpopmail-not-assigned']));
  const domains = TWO_DOMAINS.filter(({ name }) => !assign.includes(`+${name}-`)).map(({ name }) => name);
  expect(told.map(({ subject }) => subject.domain).sort()).toEqual(domains.sort());
  for (const { remedy } of told)
    expect(remedy.text).toMatch(/Add \+(two|big)\.test-:(two|big)\.test:89:89:\/home\/vpopmail\/domains\//);
});

test.each([
  [[0, 3], 'queue/mess/0, queue/mess/3'],
  [Array.from({ length: 23 }, (_, number) => number), 'queue/mess/{0..22}'],
  [[1, 3, 5, 7, 9], 'queue/mess/1, queue/mess/3, queue/mess/5, queue/mess/7 ... (5)'],
])('directories of the queue that are missing have their names: %j', async (numbers, names) => {
  const gone = ['pid', 'intd', ...numbers.map((number) => `mess/${number}`)];
  const setup = Object.fromEntries(gone.map((name) => [`/var/qmail/queue/${name}`, null]));
  const [finding] = await found('queue-missing', setup);
  expect(finding?.message).toContain(`: ${names}, queue/pid, queue/intd.`);
});

test.each([
  ['without .qmail-default', { '/home/vpopmail/domains/two.test/.qmail-default': null }, 'vpopmail-domain-unusable'],
  ['local as well', { '/var/qmail/control/locals': 'one.test\nmail.one.test\ntwo.test\n' }, 'local-and-virtual'],
  [
    'given to somebody else',
    { '/var/qmail/control/virtualdomains': 'two.test:two\nbig.test:big.test\nlarge.test:large.test\n' },
    'assign-domain-idle',
  ],
])('a domain of vpopmail %s: one finding', async (_, change, rule) => {
  const { findings } = await auditImage(setUp({ ...vpopmailSetup({ domains: TWO_DOMAINS }), ...change }));
  expect(findings.filter(({ severity }) => severity !== 'info').map((each) => each.rule)).toEqual([rule]);
});

test.each([
  [
    'a set-uid qmail-queue of another account',
    { '/var/qmail/bin/qmail-queue': { mode: '4711', owner: 'qmaild:qmail' } },
    'qmail-queue',
  ],
  ['alias has the number of root', { passwd: 'alias:x:0:2108::/var/qmail/alias:/bin/true' }, 'ids-shared'],
] as const)('%s: one finding', async (_, setup, rule) => {
  const { findings } = await auditImage(setUp(setup));
  expect(findings.filter(({ severity }) => severity !== 'info').map((each) => each.rule)).toEqual([rule]);
});

test.each([
  ['mail.one.test\r\n', 'value-odd-bytes'],
  ['mail.one.test ; main\n', 'value-odd-bytes'],
  ['# mail.one.test\n', 'value-comment'],
])('control/me as %j is one finding: nobody is told to make that name local', async (content, rule) => {
  const { findings } = await auditImage(setUp({ '/var/qmail/control/me': content }));
  expect(findings.filter(({ subject }) => subject.path === '/var/qmail/control/me').map((each) => each.rule)).toEqual([
    rule,
  ]);
});
