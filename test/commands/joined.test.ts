/** The audit with a log at hand: what it has shown stands beside the finding that leads to it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, describe, expect, test } from 'vitest';
import type { Finding } from '../../src/audit/outcome.ts';
import { run } from '../support/run.ts';
import { type Setup, setUp } from '../support/setup.ts';

const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const valid = new Ajv({ allowUnionTypes: true }).compile(
  JSON.parse(readFileSync('docs/schemas/report.schema.json', 'utf8')),
);

const BROKEN: Setup = { '/home/alice/Maildir': null, '/home/bob': { mode: '0777' } };
const stamp = (second: number) => `@400000006b04f4${second.toString(16).padStart(2, '0')}00000000 `;
const LOG = [
  'starting delivery 1: msg 7 to local alice@one.test',
  'delivery 1: deferral: Unable_to_chdir_to_maildir._(#4.2.1)/',
  'starting delivery 2: msg 7 to local alice@one.test',
  'delivery 2: deferral: Unable_to_chdir_to_maildir._(#4.2.1)/',
  'starting delivery 3: msg 8 to remote x@two.example',
  "delivery 3: deferral: Sorry,_I_wasn't_able_to_establish_an_SMTP_connection._(#4.4.1)/",
  'alert: cannot start: qmail-send is already running',
]
  .map((line, index) => `${stamp(index)}${line}\n`)
  .join('');

function written(name: string, text: string): string {
  const file = join(dir, name);
  writeFileSync(file, text);
  return file;
}

const image = (name: string, setup: Setup) => written(name, JSON.stringify(setUp(setup)));
const broken = image('broken.json', BROKEN);
const log = written('current', LOG);

async function audit(...args: string[]) {
  const said = JSON.parse((await run(['--no-dns', '--format', 'json', ...args])).out);
  expect(valid(said), JSON.stringify(valid.errors?.slice(0, 3))).toBe(true);
  return said;
}

const seenIn = (findings: readonly Finding[], rule: string) => findings.find((each) => each.rule === rule)?.seen;

test('a finding says how often the log has shown it, and comes first among its equals', async () => {
  const { findings, unexplained } = await audit('--image', broken, '--log', log);
  expect(seenIn(findings, 'maildir-missing')).toMatchObject({ count: 2 });
  expect(seenIn(findings, 'home-writable')).toBeUndefined();
  const errors = findings.filter(({ severity }: Finding) => severity === 'error').map(({ rule }: Finding) => rule);
  expect(errors.indexOf('maildir-missing')).toBeLessThan(errors.indexOf('home-writable'));
  expect(unexplained.map(({ message, count }: { message: string; count: number }) => [message, count])).toEqual([
    ['REMOTE-3', 1],
    ['SEND-A05', 1],
  ]);
});

describe('what the log has shown is told apart', () => {
  const deferral = 'deferral: Unable_to_chdir_to_maildir._(#4.2.1)/';
  const lines = (...recipients: string[]) =>
    recipients
      .flatMap((to, i) => [`starting delivery ${i + 1}: msg 7 to local ${to}`, `delivery ${i + 1}: ${deferral}`])
      .map((line) => `${line}\n`)
      .join('');
  const setup: Setup = { '/home/alice/Maildir': null, '/home/bob/Maildir': null };
  const two = image('two.json', setup);
  const seenBy = (findings: readonly Finding[], user: string) =>
    findings.find((each) => each.rule === 'maildir-missing' && each.subject.user === user)?.seen;

  test('by user, with extensions and capitals', async () => {
    const file = written(
      'users',
      lines('alice@one.test', 'Alice@one.test', 'alice-list@one.test', 'bob@mail.one.test'),
    );
    const { findings } = await audit('--image', two, '--log', file);
    expect(seenBy(findings, 'alice')).toEqual({ for: 'user', count: 3, first: null, last: null });
    expect(seenBy(findings, 'bob')).toMatchObject({ for: 'user', count: 1 });
    const { out } = await run(['--no-dns', '--image', two, '--log', file]);
    expect(out).toMatch(/seen {6}4 times in the log/);
  });
  test('nothing is said to have been seen for one to whom it never happened', async () => {
    const { findings, unexplained } = await audit('--image', two, '--log', written('one', lines('bob@one.test')));
    expect(seenBy(findings, 'alice')).toBeUndefined();
    expect(unexplained).toEqual([]);
  });
  test('by the name that an alias file is for', async () => {
    const bounced = (to: string) =>
      `starting delivery 1: msg 7 to local ${to}\ndelivery 1: failure: Sorry,_no_mailbox_here_by_that_name._(#5.1.1)/\n`;
    const file = image('aliases.json', {
      '/var/qmail/alias/.qmail-postmaster': null,
      '/var/qmail/alias/.qmail-root': null,
    });
    const other = await audit('--image', file, '--log', written('carol', bounced('carol@one.test')));
    expect(seenIn(other.findings, 'postmaster-missing')).toBeUndefined();
    expect(seenIn(other.findings, 'alias-default')).toMatchObject({ for: 'all', count: 1 });
    const own = await audit('--image', file, '--log', written('post', bounced('Postmaster@mail.one.test')));
    expect(seenIn(own.findings, 'postmaster-missing')).toMatchObject({ for: 'user', count: 1 });
    expect(seenIn(own.findings, 'root-missing')).toBeUndefined();
  });
  test('what was seen of others than the findings are about is explained by none', async () => {
    const file = image('alice.json', { '/home/alice/Maildir': null });
    const { unexplained } = await audit('--image', file, '--log', written('bob', lines('bob@one.test')));
    expect(unexplained).toMatchObject([{ message: 'LOCAL-20', count: 1 }]);
  });
  test('not where there are too many to tell', async () => {
    const many = Array.from({ length: 1200 }, (_, i) => `alice-${i}@one.test`);
    const { findings } = await audit('--image', two, '--log', written('many', lines(...many)));
    expect(seenBy(findings, 'bob')).toMatchObject({ for: 'all', count: 1200 });
  });
});

test('without a log, and with --no-log, nothing is said of it', async () => {
  expect(await audit('--image', broken)).not.toHaveProperty('unexplained');
  const logging = image('logging.json', { ...BROKEN, '/var/log/qmail/current': LOG });
  expect(seenIn((await audit('--image', logging)).findings, 'maildir-missing')).toMatchObject({ count: 2 });
  expect(await audit('--image', logging, '--no-log')).not.toHaveProperty('unexplained');
});

test('for a person, in both languages', async () => {
  const { out } = await run(['--no-dns', '--image', broken, '--log', log]);
  expect(out).toMatch(/seen {6}2 times in the log/);
  expect(out).toMatch(/In the log, and explained by no finding \(2\)/);
  const ja = (await run(['--no-dns', '--image', broken, '--log', log, '--lang', 'ja'])).out;
  expect(ja).toMatch(/ログに 2 回/);
  expect(ja).toMatch(/どの指摘でも説明できないもの/);
});

test('a log that was named and is not there is wrong usage', async () => {
  expect((await run(['--image', broken, '--log', '/no/such/log'])).exit).toBe(2);
});

test('log names what on the host causes a report', async () => {
  const { out } = await run(['log', log, '--image', broken, '--no-dns', '--format', 'json']);
  const { reports } = JSON.parse(out);
  const rules = (message: string) =>
    reports
      .find((each: { message: string }) => each.message === message)
      .findings.map(({ rule }: { rule: string }) => rule);
  expect(rules('LOCAL-20')).toEqual(['maildir-missing']);
  expect(rules('REMOTE-3')).toEqual([]);
  expect((await run(['log', log, '--image', broken, '--no-dns'])).out).toMatch(/here: Mail for alice is deferred/);
  expect(JSON.parse((await run(['log', log, '--format', 'json', '--no-audit'])).out).reports[0]).not.toHaveProperty(
    'findings',
  );
});
