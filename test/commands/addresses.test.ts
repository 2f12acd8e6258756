import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import stringWidth from 'string-width';
import { afterAll, describe, expect, test } from 'vitest';
import type { ListedAddress } from '../../src/audit/addresses.ts';
import { run } from '../support/run.ts';
import { compileRules, type Setup, setUp } from '../support/setup.ts';
import { TWO_DOMAINS, vpopmailSetup } from '../support/vpopmail.ts';

const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-addresses-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

let count = 0;
function image(setup: Setup): string {
  count += 1;
  const file = join(dir, `${count}.json`);
  writeFileSync(file, JSON.stringify(compileRules(setUp(setup))));
  return file;
}

const valid = new Ajv({ allowUnionTypes: true }).compile(
  JSON.parse(readFileSync('docs/schemas/addresses.schema.json', 'utf8')),
);

interface Listed {
  readonly exit: number;
  readonly addresses: ReadonlyMap<string, ListedAddress & { readonly amiss: boolean }>;
}

async function list(setup: Setup, ...args: string[]): Promise<Listed> {
  const { out, exit } = await run(['addresses', '--image', image(setup), '--format', 'json', ...args]);
  const report = JSON.parse(out);
  expect(valid(report), JSON.stringify(valid.errors?.slice(0, 3))).toBe(true);
  const { addresses } = report as { addresses: (ListedAddress & { amiss: boolean })[] };
  const map = new Map(addresses.map((each) => [each.address, each]));
  expect(map.size).toBe(addresses.length);
  return { exit, addresses: map };
}

/** Where its mail ends, in short. */
function endOf({ addresses }: Listed, address: string): string[] | undefined {
  return addresses.get(address)?.ends.map(({ kind, place, report }) => `${kind} ${place ?? report}`);
}

const NO_MAILBOX = 'bounce Sorry,_no_mailbox_here_by_that_name._(#5.1.1)/';

describe('local domains', () => {
  test('accounts at each of them, aliases, and whoever else', async () => {
    const found = await list({ '/var/qmail/alias/.qmail-info': '&alice@one.test\n' });
    for (const domain of ['one.test', 'mail.one.test']) {
      expect(endOf(found, `alice@${domain}`)).toEqual(['maildir /home/alice/Maildir/']);
      expect(endOf(found, `info@${domain}`)).toEqual(['maildir /home/alice/Maildir/']);
      expect(endOf(found, `*@${domain}`)).toEqual([NO_MAILBOX]);
    }
    expect(found.addresses.get('info@one.test')).toMatchObject({
      from: { file: '/var/qmail/alias/.qmail-info' },
      smtp: '250 ok',
      user: 'alias',
      ends: [{ file: '/var/qmail/alias/.qmail-info', line: 1, via: ['alice@one.test'] }],
    });
    expect([...found.addresses.keys()].filter((each) => /^(qmail|alias|daemon)/.test(each))).toEqual([]);
  });

  test('a sound installation has nothing amiss', async () => {
    const { exit, addresses } = await list({});
    expect([...addresses.values()].filter(({ amiss }) => amiss)).toEqual([]);
    expect(exit).toBe(0);
  });

  test('extensions, by the files that there are; a program and what comes after it', async () => {
    const found = await list({
      '/home/alice/.qmail-shop': '|/bin/true\n./Maildir/\n',
      '/home/alice/.qmail-list-default': './Mailbox\n',
      '/home/alice/.qmail-Capital': './Maildir/\n',
      '/home/alice/.qmail-a:b': 'someone@elsewhere.test\n',
    });
    expect(endOf(found, 'alice-shop@one.test')).toEqual(['program /bin/true', 'maildir /home/alice/Maildir/']);
    expect(endOf(found, 'alice-list-*@one.test')).toEqual(['mbox /home/alice/Mailbox']);
    expect(endOf(found, 'alice-a.b@one.test')?.[0]).toMatch(/someone@elsewhere\.test|^bounce|^deferral/);
    expect([...found.addresses.keys()].filter((each) => /capital/i.test(each))).toEqual([]);
  });

  test('users/cdb decides, with the line of users/assign', async () => {
    const found = await list({
      '/var/qmail/users/assign': '=sales:bob:3002:100:/home/bob:::\n+team-:bob:3002:100:/home/bob:-:team-:\n.\n',
      '/var/qmail/users/cdb': 'compiled',
      '/home/bob/.qmail-team-north': './Maildir/\n',
    });
    expect(endOf(found, 'sales@one.test')).toEqual(['maildir /home/bob/Maildir/']);
    expect(found.addresses.get('sales@one.test')?.from).toEqual({ file: '/var/qmail/users/assign', line: 1 });
    expect(endOf(found, 'team-north@one.test')).toEqual(['maildir /home/bob/Maildir/']);
    expect(found.addresses.has('team-*@one.test')).toBe(false);
  });
});

describe('virtual domains', () => {
  const setup: Setup = {
    '/var/qmail/control/virtualdomains':
      'boss@shop.test:alice-boss\nshop.test:alice-shop\n.sub.test:bob\nout.test:\nidle.test:nobodys\n',
    '/var/qmail/control/rcpthosts': 'one.test\nmail.one.test\nshop.test\n.sub.test\nout.test\nbackup.test\n',
    '/home/alice/.qmail-shop-info': './Maildir/\n',
    '/home/alice/.qmail-boss-boss': '&bob\n',
    '/home/bob/.qmail-default': './Maildir/\n',
  };

  test('their names, patterns, exceptions and what is only relayed', async () => {
    const found = await list(setup, '--no-dns');
    expect(endOf(found, 'info@shop.test')).toEqual(['maildir /home/alice/Maildir/']);
    expect(endOf(found, '*@shop.test')).toEqual([NO_MAILBOX]);
    expect(endOf(found, '*@*.sub.test')).toEqual(['maildir /home/bob/Maildir/']);
    expect(endOf(found, '*@idle.test')).toEqual([NO_MAILBOX]);
    expect(endOf(found, '*@out.test')?.[0]).toMatch(/^remote /);
    expect(endOf(found, '*@backup.test')).toEqual(['remote *@backup.test']);
    expect(found.addresses.get('*@idle.test')).toMatchObject({ smtp: expect.stringMatching(/^553 /), amiss: true });
    expect(found.exit).toBe(1);
  });

  test('an address of its own goes by its line', async () => {
    const { addresses } = await list(setup, '--no-dns');
    expect(addresses.get('boss@shop.test')).toMatchObject({
      from: { file: '/var/qmail/control/virtualdomains', line: 1 },
    });
  });

  test('--domain and --user narrow', async () => {
    const only = await list(setup, '--no-dns', '--domain', 'SHOP.test');
    expect([...only.addresses.keys()].sort()).toEqual(['*@shop.test', 'boss@shop.test', 'info@shop.test']);
    const covered = await list(setup, '--no-dns', '--domain', 'x.sub.test');
    expect([...covered.addresses.keys()]).toEqual(['*@x.sub.test']);
    const bobs = await list(setup, '--no-dns', '--user', 'bob');
    expect([...bobs.addresses.keys()]).toEqual(
      expect.arrayContaining(['bob@one.test', 'bob-*@one.test', '*@*.sub.test']),
    );
    expect([...bobs.addresses.values()].filter(({ user }) => user !== 'bob')).toEqual([]);
    const { exit, err } = await run(['addresses', '--image', image(setup), '--user', 'zoe']);
    expect({ exit, err }).toEqual({ exit: 2, err: expect.stringContaining('--user zoe: no such account') });
  });
});

test("vpopmail's users, and what its domains do with the others", async () => {
  const found = await list(vpopmailSetup({ domains: TWO_DOMAINS }));
  const home = '/home/vpopmail/domains';
  expect(endOf(found, 'joe@two.test')).toEqual([`maildir ${home}/two.test/joe/Maildir/`]);
  expect(endOf(found, 'zoe@large.test')).toEqual([`maildir ${home}/0/big.test/0/zoe/Maildir/`]);
  expect(endOf(found, 'info@two.test')).toEqual([`maildir ${home}/two.test/postmaster/Maildir/`]);
  expect(endOf(found, '*@two.test')).toEqual([NO_MAILBOX]);
  expect(found.addresses.get('joe@two.test')?.from).toEqual({ file: `${home}/two.test/vpasswd`, line: 2 });
});

test('without rcpthosts everything is taken', async () => {
  const { addresses } = await list({ '/var/qmail/control/rcpthosts': null });
  expect(addresses.get('*@*')).toMatchObject({ smtp: '250 ok', ends: [{ kind: 'remote' }] });
});

test('what would bounce, wait or get lost is said, and is the exit code', async () => {
  const found = await list({
    '/home/alice/.qmail': '|/nowhere/filter\n',
    '/home/bob/.qmail': './Maildir/\r\n',
    '/var/qmail/alias/.qmail-loop': '&loop@one.test\n',
  });
  expect(found.exit).toBe(1);
  expect(found.addresses.get('alice@one.test')?.ends).toEqual([
    expect.objectContaining({ kind: 'program', fault: 'missing', file: '/home/alice/.qmail', line: 1 }),
  ]);
  expect(endOf(found, 'bob@one.test')).toEqual(['nowhere /home/bob/Maildir/\r']);
  expect(endOf(found, 'loop@one.test')?.[0]).toMatch(/^bounce This_message_is_looping/);
});

describe('the table', () => {
  const setup: Setup = { '/var/qmail/alias/.qmail-\x1b[31m\tevil': '&alice@one.test\n' };

  test.each(['en', 'ja'])('in a pipe one line each, no control character but the tabs (%s)', async (lang) => {
    const { out } = await run(['addresses', '--image', image(setup), '--lang', lang]);
    const lines = out.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines) expect(line.split('\t').length).toBeGreaterThanOrEqual(3);
    expect(out).not.toMatch(/[\x00-\x08\x0b-\x1f]/);
    expect(lines).toContainEqual(expect.stringMatching(/^alice@one\.test\tMaildir \/home\/alice\/Maildir\/\t/));
  });

  test('on a terminal no line is wider than it', async () => {
    const { addressesTable } = await import('../../src/report/addresses.ts');
    const { addresses } = await list(setup);
    const look = { language: 'ja', width: 80, colour: false, all: false } as const;
    let out = '';
    for await (const chunk of addressesTable(from(addresses.values()), look, false)) out += chunk;
    for (const line of out.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(80);
    expect(out).toMatch(/アドレス \d+ 件、問題なし/);
  });
});

async function* from<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

test('what may not be looked at is said, and the rest goes on', async () => {
  const { readImage } = await import('../../src/host/image.ts');
  const given = readImage(image({}));
  const closed = given.files.map((file) =>
    file.path === '/home/bob' ? { ...file, unread: 'permission denied', listed: undefined } : { ...file, listed: true },
  );
  const file = join(dir, 'closed.json');
  const snapshot = { of: 'tree', absent: [], unread: [{ path: '/home/bob/.qmail', reason: 'permission denied' }] };
  writeFileSync(file, JSON.stringify({ ...given, files: closed, snapshot }));
  const { out, exit } = await run(['addresses', '--image', file]);
  expect(out).toMatch(/^bob@one\.test\tcould not check: \/home\/bob.*: permission denied/m);
  expect(out).toMatch(/^alice@one\.test\tMaildir/m);
  expect(exit).toBe(3);
});
