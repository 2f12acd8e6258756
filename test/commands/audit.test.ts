/** The command line as a person meets it: what is said, where, and the exit code. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { run } from '../support/run.ts';
import { type Setup, setUp } from '../support/setup.ts';

const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function image(name: string, setup: Setup): string {
  const file = join(dir, name);
  const text = JSON.stringify(setUp(setup));
  writeFileSync(file, name.endsWith('.gz') ? gzipSync(text) : text);
  return file;
}

const sound = image('sound.json', {});
const broken = image('broken.json', { '/home/alice/Maildir': null });

test('0: nothing is wrong', async () => {
  expect(await run(['--image', sound])).toMatchObject({ exit: 0, err: '' });
});

test('1: findings, by --fail-on', async () => {
  expect((await run(['--image', broken])).exit).toBe(1);
  expect((await run(['audit', '/var/qmail', '--image', broken, '--fail-on', 'never'])).exit).toBe(0);
  expect((await run(['--image', sound, '--fail-on', 'info'])).exit).toBe(1);
});

test('3: something that was asked for could not be checked', async () => {
  const file = image('soft.json', { '/var/qmail/control/locals': 'one.test\nmail.one.test\nfirm.example\n' });
  expect((await run(['--image', file])).exit).toBe(3);
  expect((await run(['--image', file, '--no-dns'])).exit).toBe(0);
});

test('--user: one mailbox, and what concerns all', async () => {
  const file = image('two.json', {
    '/home/alice/Maildir': null,
    '/home/bob/Maildir': null,
    '/var/qmail/control/queuelifetime': '7d\n',
  });
  const usersOf = async (...args: string[]) => {
    const { findings, summary } = JSON.parse((await run(['--image', file, '--format', 'json', ...args])).out);
    const users = new Set(findings.map(({ subject }: { subject: { user?: string } }) => subject.user ?? null));
    return { users: [...users].sort(), mailboxes: summary.mailboxes };
  };
  expect((await usersOf()).users).toEqual(expect.arrayContaining(['alice', 'bob', null]));
  expect(await usersOf('--user', 'alice')).toEqual({ users: ['alice', null], mailboxes: 1 });
  expect(await run(['--image', file, '--user', 'nobody-here'])).toMatchObject({
    exit: 2,
    err: 'qmail-lint: --user nobody-here: no such account on the audited machine\n',
  });
});

test('a log that nobody may read is said to be unread', async () => {
  const unread = { path: '/var/log/maillog', type: 'file', owner: 'root', group: 'root', mode: '0600', size: 9 };
  const file = join(dir, 'closed-log.json');
  const sound = setUp({});
  writeFileSync(file, JSON.stringify({ ...sound, files: [...sound.files, unread] }));
  const { skipped } = JSON.parse((await run(['--image', file, '--format', 'json'])).out);
  expect(skipped).toContainEqual(expect.objectContaining({ rule: 'log', kind: 'could-not', path: '/var/log/maillog' }));
});

test('an image may be compressed', async () => {
  expect((await run(['--image', image('sound.json.gz', {})])).exit).toBe(0);
});

test.each([
  ['no such directory', ['/no/such/place', '--image', sound], /^qmail-lint: \/no\/such\/place: no such directory\n$/],
  [
    'not a qmail home',
    ['/home/alice', '--image', sound],
    /^qmail-lint: \/home\/alice is not a qmail home: it has none of .*control.*\n$/,
  ],
  ['no such root', ['--root', '/no/such/root'], /^qmail-lint: --root \/no\/such\/root: no such directory\n$/],
  ['no such image', ['--image', '/no/such/image'], /^qmail-lint: cannot read the image .*no such file\n$/],
  ['a bad option', ['--colour'], /unknown option '--colour'/],
  ['a bad value', ['--format', 'yaml'], /Allowed choices are table, json/],
  ['a bad resolver', ['--image', sound, '--resolver', 'nonsense'], /^qmail-lint: --resolver nonsense: give an address/],
  [
    'a relative home in an image',
    ['.', '--image', sound],
    /^qmail-lint: home '\.': give an absolute path .*--image .*\n$/,
  ],
  [
    'a relative home below a root',
    ['qmail', '--root', '/'],
    /^qmail-lint: home 'qmail': .*of --root \/, such as .*\n$/,
  ],
  ['no home', ['', '--image', sound], /^qmail-lint: home '': give an absolute path .*\n$/],
  ['a relative home that is not there', ['no/such'], new RegExp(`^qmail-lint: ${process.cwd()}/no/such: no such dir`)],
  ['a long break', ['--break', '--', '--image', sound], /^qmail-lint: --break --: give one ASCII character.*\n$/],
  ['root and image', ['--root', '/', '--image', sound], /exclude each other/],
])('2: %s', async (_, args, says) => {
  const { exit, out, err } = await run(args);
  expect({ exit, out }).toEqual({ exit: 2, out: '' });
  expect(err).toMatch(says);
});

test.each([
  '',
  'not JSON',
  '{}',
  '[]',
  '{"format":"qmail-lint/image","version":1,"passwd":[],"group":[],"files":[{"path":"x"}]}',
])('2: a broken image: %s', async (text) => {
  const file = join(dir, 'bad.json');
  writeFileSync(file, text);
  const { exit, err } = await run(['--image', file]);
  expect(exit).toBe(2);
  expect(err).toMatch(/^qmail-lint: .*is not an image: .*\n$/);
});

test('Japanese by the locale, English for programs', async () => {
  expect((await run(['--image', broken], { env: { LANG: 'ja_JP.UTF-8' } })).out).toContain('エラー');
  expect((await run(['--image', broken, '--format', 'json'], { env: { LANG: 'ja_JP.UTF-8' } })).out).toContain(
    'does not exist',
  );
  expect((await run(['--image', broken, '--format', 'json', '--lang', 'ja'])).out).toContain('延期されます');
});

test('a path of the audited machine reaches the terminal without its escape sequences', async () => {
  const { exit, err } = await run(['queue', '--image', sound, '--home', '/no\u001b[31m/such']);
  expect(exit).toBe(2);
  expect(err).not.toContain('\u001b');
});
