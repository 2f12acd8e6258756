import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import stringWidth from 'string-width';
import { afterAll, describe, expect, test } from 'vitest';
import type { DifferenceFound } from '../../src/audit/compare/difference.ts';
import { cdbMake } from '../../src/qmail/cdb.ts';
import { SENTENCES } from '../../src/report/compare-what.ts';
import { readCases } from '../support/cases.ts';
import { run } from '../support/run.ts';
import { compileRules, type Setup, setUp } from '../support/setup.ts';
import { TWO_DOMAINS, vpopmailSetup } from '../support/vpopmail.ts';

const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-compare-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

let count = 0;
function image(setup: Setup): string {
  count += 1;
  const file = join(dir, `${count}.json`);
  writeFileSync(file, JSON.stringify(compileRules(setUp(setup))));
  return file;
}

const valid = new Ajv({ allowUnionTypes: true }).compile(
  JSON.parse(readFileSync('docs/schemas/compare.schema.json', 'utf8')),
);

interface Compared {
  readonly exit: number;
  readonly differences: readonly (DifferenceFound & { readonly message: string })[];
}

async function compared(old: Setup, now: Setup, ...args: string[]): Promise<Compared> {
  const { out, exit, err } = await run(['compare', image(old), image(now), '--format', 'json', ...args]);
  expect(err).toBe('');
  const report = JSON.parse(out);
  expect(valid(report), JSON.stringify(valid.errors?.slice(0, 3))).toBe(true);
  expect(report.skipped).toEqual([]);
  for (const { message, effect, remedy } of report.differences)
    expect(`${message} ${effect} ${remedy}`).not.toMatch(/[{}]|undefined/);
  return { exit, differences: report.differences };
}

function kinds({ differences }: Compared): string[] {
  return [...new Set(differences.map(({ kind }) => kind))].sort();
}

/** The one of that kind. */
function only({ differences }: Compared, kind: string): Compared['differences'][number] {
  const found = differences.filter((each) => each.kind === kind);
  expect(found.map(({ subject }) => subject)).toHaveLength(1);
  return found[0] as Compared['differences'][number];
}

test('an installation does not differ from itself', async () => {
  for (const setup of [{}, vpopmailSetup({ domains: TWO_DOMAINS })])
    expect(await compared(setup, setup)).toEqual({ exit: 0, differences: [] });
});

describe('addresses', () => {
  test('one that is lost, with the line of the log', async () => {
    const found = await compared(
      { '/var/qmail/alias/.qmail-info': '&alice\n', '/var/qmail/alias/.qmail-sales': '&bob\n' },
      { '/home/alice/Maildir/new': { owner: 'root', mode: '0700' } },
    );
    const lost = (text: string) =>
      found.differences
        .filter(({ kind, log }) => kind === 'address-lost' && log?.text.startsWith(text))
        .flatMap(({ subject, also }) => [subject, ...also]);
    const both = (...locals: string[]) => locals.flatMap((local) => [`${local}@one.test`, `${local}@mail.one.test`]);
    const waiting = lost('Temporary_error_on_maildir_delivery._(#4.3.0)/');
    expect(waiting).toEqual(expect.arrayContaining(both('alice', 'postmaster')));
    expect(lost('Sorry,_no_mailbox_here_by_that_name._(#5.1.1)/').sort()).toEqual(both('info', 'sales').sort());
    expect(waiting.filter((each) => each.startsWith('bob'))).toEqual([]);
    expect(found.exit).toBe(1);
  });

  test('one that another takes, one that goes elsewhere, one that is new', async () => {
    const found = await compared(
      { '/var/qmail/alias/.qmail-info': '&bob@one.test\n' },
      {
        '/var/qmail/alias/.qmail-info': '&alice@one.test\n',
        '/home/alice/.qmail-new': './Maildir/\n',
      },
    );
    expect(only(found, 'address-elsewhere')).toMatchObject({ subject: 'info@one.test', severity: 'warning' });
    expect(only(found, 'address-gained')).toMatchObject({ subject: 'alice-new@one.test', severity: 'info' });
  });

  test('what a wildcard of the new side takes is not lost', async () => {
    const found = await compared(
      { '/home/bob/.qmail-a': './Maildir/\n' },
      { '/home/bob/.qmail-default': './Maildir/\n' },
    );
    expect(kinds(found)).toEqual(['address-gained']);
    expect(found.exit).toBe(0);
  });

  test('other homes and numbers are told once, by account, and not with each address', async () => {
    const moved: Setup = {
      passwd: ['alice:x:4001:100::/srv/alice:/bin/sh'],
      '/home/alice': null,
      '/srv': { mode: '0755', owner: 'root' },
      '/srv/alice': { mode: '0755', owner: 4001 },
      '/srv/alice/Maildir': { mode: '0700', owner: 4001, holds: 'tmp new cur' },
    };
    const found = await compared({}, moved);
    expect(kinds(found)).toEqual(['account-home', 'account-uid']);
    expect(only(found, 'account-uid')).toMatchObject({ subject: 'alice', old: '3001', new: '4001', severity: 'info' });
    expect(found.exit).toBe(0);
  });

  test('a domain that the new side forgot', async () => {
    const old = {
      '/var/qmail/control/virtualdomains': 'shop.test:alice-shop\n',
      '/home/alice/.qmail-shop-info': './Maildir/\n',
    };
    const found = await compared(
      { ...old, '/var/qmail/control/rcpthosts': 'one.test\nmail.one.test\nshop.test\n' },
      {},
    );
    expect(only(found, 'address-refused')).toMatchObject({ subject: 'info@shop.test', also: ['*@shop.test'] });
    expect(only(found, 'address-leaves')).toMatchObject({
      subject: 'info@shop.test',
      new: 'to info@shop.test',
      log: { status: 'failure', text: expect.stringContaining("I_don't_treat_it_as_local._(#5.4.6)/") },
      also: ['*@shop.test'],
    });
    expect(only(found, 'address-lost').subject).toBe('alice-shop-info@one.test');
    expect(found.differences.filter(({ kind }) => kind === 'control-list').map(({ subject }) => subject)).toEqual([
      '/var/qmail/control/rcpthosts',
      '/var/qmail/control/virtualdomains',
    ]);
  });
});

describe('controls', () => {
  test('order, case, blanks and comments do not matter', async () => {
    const found = await compared(
      { '/var/qmail/control/rcpthosts': 'one.test\nmail.one.test\n', '/var/qmail/control/concurrencylocal': '10\n' },
      {
        '/var/qmail/control/rcpthosts': '# ours\nMAIL.one.test  \none.test',
        '/var/qmail/control/concurrencylocal': null,
      },
    );
    expect(found).toEqual({ exit: 0, differences: [] });
  });

  test('locals of a host that has none is its name', async () => {
    const old = { '/var/qmail/control/locals': 'mail.one.test\n' };
    expect(await compared(old, { '/var/qmail/control/locals': null })).toEqual({ exit: 0, differences: [] });
  });

  test('what follows from another name is said of me alone', async () => {
    const found = await compared({}, { '/var/qmail/control/me': 'new.one.test\n' });
    const values = found.differences.filter(({ kind }) => kind === 'control-value');
    expect(values.map(({ subject, old, new: now }) => [subject, old, now])).toEqual([
      ['/var/qmail/control/me', 'mail.one.test', 'new.one.test'],
    ]);
  });

  test('no rcpthosts is an open relay', async () => {
    const found = await compared({}, { '/var/qmail/control/rcpthosts': null });
    expect(only(found, 'control-absent').severity).toBe('error');
    expect(found.differences).toContainEqual(
      expect.objectContaining({ kind: 'address-taken', subject: '*@*', severity: 'error' }),
    );
  });

  test('a password in smtproutes is not shown, and what a snapshot left out is no difference', async () => {
    const route = (secret: string) => ({ '/var/qmail/control/smtproutes': `far.test:relay.test:587 joe ${secret}\n` });
    const found = await compared(route('hunter2'), { '/var/qmail/control/smtproutes': 'far.test:other.test joe x\n' });
    expect(only(found, 'control-list')).toMatchObject({ old: 'far.test:relay.test:587 ...', severity: 'error' });
    expect(JSON.stringify(found)).not.toContain('hunter2');
    expect(await compared(route('hunter2'), route('secret-left-out-0a1b2c3d'))).toEqual({ exit: 0, differences: [] });
  });

  test('morercpthosts counts as it was compiled', async () => {
    const more = (...keys: string[]) => ({
      '/var/qmail/control/morercpthosts': 'a.test\n',
      '/var/qmail/control/morercpthosts.cdb': {
        type: 'file',
        base64: cdbMake(keys.map((key) => ({ key, value: '' }))).toString('base64'),
      },
    });
    const found = await compared(more('a.test', 'b.test'), more('a.test'));
    expect(only(found, 'control-list')).toMatchObject({ old: 'b.test', new: null });
  });
});

test('accounts, groups and owners by name', async () => {
  const found = await compared(
    {},
    {
      passwd: 'no account bob',
      group: 'no group nofiles',
      '/var/qmail/bin/qmail-queue': { mode: '0711' },
      '/var/qmail/queue/mess': { owner: 'root' },
      '/var/qmail/bin/qmail-remote': null,
    },
  );
  expect(only(found, 'account-missing')).toMatchObject({ subject: 'bob', severity: 'error' });
  expect(only(found, 'group-missing')).toMatchObject({ subject: 'nofiles', severity: 'error' });
  expect(only(found, 'part-mode')).toMatchObject({ subject: '/var/qmail/bin/qmail-queue', old: '4711', new: '0711' });
  expect(only(found, 'part-owner')).toMatchObject({ subject: '/var/qmail/queue/mess', severity: 'warning' });
  expect(only(found, 'part-missing')).toMatchObject({ subject: '/var/qmail/bin/qmail-remote', severity: 'error' });
});

test.each<[string, string, string, Setup[string], 'info' | 'warning']>([
  [
    'a control file of root that everybody reads',
    '/var/qmail/control/me',
    'root:qmail',
    { owner: 'root:root' },
    'info',
  ],
  [
    'one that only its group may read',
    '/var/qmail/control/me',
    'root:qmail',
    { owner: 'root:root', mode: '0640' },
    'warning',
  ],
  ['a file that another user owns', '/var/qmail/control/me', 'root:qmail', { owner: 'alice:qmail' }, 'warning'],
  [
    'qmail-queue with its set-uid bit',
    '/var/qmail/bin/qmail-queue',
    'qmailq:qmail',
    { owner: 'root:qmail', mode: '4711' },
    'warning',
  ],
])('another owner: %s', async (_, path, before, after, severity) => {
  const found = await compared({ [path]: { owner: before } }, { [path]: after });
  expect(only(found, 'part-owner')).toMatchObject({ subject: path, severity });
});

test('what differs alike in many accounts and lines is told once', async () => {
  const many = (gid: number) => ({
    passwd: Array.from({ length: 30 }, (_, index) => `u${index}:x:${4000 + index}:${gid}::/home/u${index}:/bin/sh`),
  });
  const lines = Array.from({ length: 30 }, (_, index) => `=n${index}:alice:3001:100:/home/alice:::\n`).join('');
  const assign = { '/var/qmail/users/assign': `${lines}.\n`, '/var/qmail/users/cdb': 'compiled' };
  const found = await compared({ ...many(100), ...assign }, many(101));
  expect(only(found, 'account-gid')).toMatchObject({ subject: 'u0', old: '100', new: '101', count: 30 });
  expect(only(found, 'assign-missing')).toMatchObject({ subject: '=n0', count: 30 });
});

test('users/assign with numbers of the old side', async () => {
  const assign = {
    '/var/qmail/users/assign': '=sales:bob:3002:100:/home/bob:::\n.\n',
    '/var/qmail/users/cdb': 'compiled',
  };
  const found = await compared(assign, {
    ...assign,
    passwd: ['bob:x:5002:100::/home/bob:/bin/sh'],
    '/home/bob': { owner: 5002, mode: '0755' },
    '/home/bob/Maildir': { owner: 5002, mode: '0700', holds: 'tmp new cur' },
  });
  expect(only(found, 'assign-ids')).toMatchObject({ subject: '=sales', old: '3002:100', severity: 'error' });
  expect(only(found, 'assign-ids').message).toContain('5002:100');
});

test('rules of tcpserver', async () => {
  const rules = (text: string): Setup => ({ '/etc/tcp.smtp': text });
  const found = await compared(
    rules('10.0.0.:allow,RELAYCLIENT="",QMAILQUEUE="/q"\n:allow\n'),
    rules(':allow\n10.0.0.:allow,QMAILQUEUE="/q",RELAYCLIENT=""\n192.0.2.:allow,RELAYCLIENT=""\n'),
  );
  expect(only(found, 'rules-list')).toMatchObject({
    old: null,
    new: '192.0.2.:allow,RELAYCLIENT=""',
    severity: 'error',
  });
});

test('default delivery, variant and what is compiled in', async () => {
  const found = await compared(
    { 'default delivery instruction': './Maildir/' },
    { 'default delivery instruction': './Mailbox' },
    '--new-patrn',
    '022',
    '--old-variant',
    'netqmail',
    '--new-variant',
    'notqmail',
  );
  expect(only(found, 'default-delivery')).toMatchObject({ old: './Maildir/', new: './Mailbox' });
  expect(only(found, 'compiled')).toMatchObject({ subject: 'conf-patrn', old: '002', new: '022' });
  expect(only(found, 'variant')).toMatchObject({ old: 'netqmail', new: 'notqmail' });
  // Whoever is forwarded to alice has it by her.
  expect(only(found, 'address-elsewhere')).toMatchObject({
    subject: 'alice@one.test',
    also: expect.arrayContaining(['bob@one.test', 'postmaster@one.test']),
  });
});

describe('the queue', () => {
  const message = (id: number, inode: number): Setup => {
    const files = { mess: 'x', info: 'Fann@one.test\0', local: 'Talice@one.test\0' };
    return Object.fromEntries(
      Object.entries(files).map(([tree, content]) => [
        `/var/qmail/queue/${tree}/${id % 23}/${id}`,
        {
          content,
          owner: tree === 'mess' ? 'qmailq' : 'qmails',
          mode: '0600',
          mtime: 1_795_000_000,
          inode: tree === 'mess' ? inode : inode + 1,
        },
      ]),
    );
  };

  test('mail that waits is told; in the same queue there is nothing to tell', async () => {
    const found = await compared(message(1203, 1203), {});
    expect(only(found, 'queue-waiting')).toMatchObject({ old: '1', severity: 'warning' });
    expect(await compared(message(1203, 1203), message(1203, 1203))).toEqual({ exit: 0, differences: [] });
  });

  test('a copy by file is known by its inodes', async () => {
    const found = await compared(message(1203, 1203), message(1203, 77_777));
    expect(only(found, 'queue-copied')).toMatchObject({ new: '1', severity: 'error' });
    expect(only(found, 'queue-copied').message).toContain('1203');
    expect(kinds(found)).toContain('queue-waiting');
  });
});

/** What they change is nothing to qmail, is no address's matter, or makes an error of another. */
const ALIKE = new Set([
  'databytes-garbage',
  'concurrencylocal-garbage',
  'queuelifetime-garbage',
  'smtproutes-no-host',
  'tcpto-short',
  'alias-default-writable',
]);

test('every recorded fault is a difference from the sound installation', async () => {
  const sound = image({});
  for (const { name, image: broken } of readCases<{ name: string; image: unknown }>('faults')) {
    const file = join(dir, 'fault.json');
    writeFileSync(file, JSON.stringify(broken));
    const { exit, err } = await run(['compare', sound, file]);
    expect({ name, exit, err }).toEqual({ name, exit: ALIKE.has(name) ? 0 : 1, err: '' });
    const listed = await run(['addresses', '--image', file, '--no-dns', '--format', 'json']);
    expect(() => JSON.parse(listed.out), name).not.toThrow();
    expect([0, 1, 3]).toContain(listed.exit);
  }
});

describe('for people', () => {
  const old: Setup = { '/var/qmail/alias/.qmail-a|b*`c\x1b[31m': '&alice\n' };

  test.each(['en', 'ja'])(
    'no line of the table is wider than the terminal, no control character (%s)',
    async (lang) => {
      const { out, exit } = await run(['compare', image(old), image({}), '--lang', lang], { env: { COLUMNS: '60' } });
      for (const line of out.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(60);
      expect(out).not.toMatch(/[\x00-\x09\x0b-\x1f]/);
      expect(exit).toBe(1);
    },
  );

  test('Markdown has a box for each difference that matters, and none of its text is markup', async () => {
    const { out } = await run(['compare', image(old), image({}), '--format', 'markdown']);
    expect(out).toMatch(/^- \[ \] Mail for a\\\|b\\\*`c/m);
    expect(out).toMatch(/failure: Sorry,_no_mailbox_here_by_that_name\._\(#5\.1\.1\)\//);
  });

  test('every sentence is there in both languages, with the same placeholders', () => {
    for (const [kind, sentences] of Object.entries(SENTENCES))
      for (const { en, ja } of Object.values(sentences)) {
        const names = (text: string) => [...new Set(text.match(/\{[a-z]+\}/g) ?? [])].sort();
        expect(names(ja), kind).toEqual(names(en));
        expect(ja, kind).toMatch(/[ぁ-ん]/);
      }
  });
});

test('a wrong side is said in a line', async () => {
  const { exit, err } = await run(['compare', image({}), join(dir, 'nowhere')]);
  expect(exit).toBe(2);
  expect(err).toMatch(/^qmail-lint: .*nowhere: .*\n$/);
  const empty = mkdtempSync(join(dir, 'empty-'));
  expect((await run(['compare', image({}), empty])).err).toBe(`qmail-lint: ${empty}: /var/qmail: no such directory\n`);
});
