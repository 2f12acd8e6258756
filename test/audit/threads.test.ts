/** Worker threads and one thread say the same: the program as `npm test` has built it against the same in this process. */
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { plantHomes } from '../support/homes.ts';
import { run } from '../support/run.ts';

const root = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const ACCOUNTS = 3000;
const ARGS = ['--root', root, '--format', 'json', '--default-delivery', './Maildir/', '--no-dns', '--no-config'];

const homeOf = (at: number) => join(root, `home/u${at}`);

function makeOwn(at: number, path: string, mode: number, text?: string): void {
  const { uid, gid } = statSync(homeOf(at));
  if (text === undefined) mkdirSync(path);
  else writeFileSync(path, text);
  chmodSync(path, mode);
  chownSync(path, uid, gid);
}

beforeAll(() => {
  plantHomes(root, ACCOUNTS);
  for (let at = 0; at < ACCOUNTS; at += 1)
    for (const part of ['', '/cur', '/new', '/tmp'])
      if (at % 50 !== 1 || part !== '/tmp') makeOwn(at, `${homeOf(at)}/Maildir${part}`, 0o700);
  for (let at = 2; at < ACCOUNTS; at += 50)
    makeOwn(at, `${homeOf(at)}/.qmail-x`, 0o644, '&u0@mail.one.test\n./Nowhere/\n');
  for (let at = 3; at < ACCOUNTS; at += 50) makeOwn(at, `${homeOf(at)}/.qmail`, 0o644, './Maildir/\n');
}, 60_000);

async function bothSay() {
  const { stdout } = spawnSync(process.execPath, ['bin/qmail-lint.js', ...ARGS], { encoding: 'utf8' });
  const { out } = await run(ARGS);
  const [threads, one] = [stdout, out].map((text) => JSON.parse(text));
  expect(threads).toEqual(one);
  return threads.summary.mailboxes === ACCOUNTS ? (threads.folded as { rule: string; count: number }[]) : [];
}

const countOf = (folded: { rule: string; count: number }[], rule: string) =>
  folded.filter((each) => each.rule === rule).reduce((sum, { count }) => sum + count, 0);

test('where few mailboxes are not plainly fine', async () => {
  const folded = await bothSay();
  expect(folded.some(({ count }) => count === ACCOUNTS / 50)).toBe(true);
}, 60_000);

test('where most of some accounts and few of others are not', async () => {
  // Those of the extensions were missing before.
  for (let at = 100; at < 1900; at += 1) rmSync(`${homeOf(at)}/Maildir`, { recursive: true });
  expect(countOf(await bothSay(), 'maildir-missing')).toBe(1800 + ACCOUNTS / 50);
}, 60_000);

test('threads that came up for nothing hold nobody back', () => {
  const other = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
  mkdirSync(join(other, 'etc'));
  writeFileSync(join(other, 'etc/passwd'), 'u:x:2000:100:::\n'.repeat(20_000));
  const ended = spawnSync(process.execPath, ['bin/qmail-lint.js', '--root', other, '--no-config'], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  rmSync(other, { recursive: true });
  expect(ended).toMatchObject({ status: 2, signal: null, stderr: expect.stringContaining('no such directory') });
}, 60_000);
