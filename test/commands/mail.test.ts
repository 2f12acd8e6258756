/** `--mail-to` from the command line to a mail that an SMTP server took. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import stringWidth from 'string-width';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { VERSION } from '../../src/version.ts';
import { needsRoot } from '../support/needs.ts';
import { run } from '../support/run.ts';
import { type Setup, setUp } from '../support/setup.ts';
import { type Received, type Server, smtpServer } from '../support/smtp.ts';

const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
const state = join(dir, 'state.json');
const valid = new Ajv().compile(JSON.parse(readFileSync('docs/schemas/state.schema.json', 'utf8')));
let server: Server;

beforeAll(async () => {
  server = await smtpServer();
});
afterAll(async () => {
  await server.close();
  rmSync(dir, { recursive: true, force: true });
});
beforeEach(() => rmSync(state, { force: true }));
afterEach(() => {
  server.mails.length = 0;
});

/** One path always, as a server has one: the state is of this machine. */
function machine(setup: Setup): string {
  const file = join(dir, 'machine.json');
  writeFileSync(file, JSON.stringify(setUp({ host: { name: 'mail.one.test' }, ...setup })));
  return file;
}

function config(settings: object): string {
  const file = join(dir, 'config.json');
  writeFileSync(file, JSON.stringify(settings), { mode: 0o600 });
  return file;
}

function smtp(settings: object = {}): object {
  return { mail: { from: 'audit@one.test', smtp: { host: '127.0.0.1', port: server.port, ...settings } } };
}

async function mailed(
  setup: Setup,
  ...args: string[]
): Promise<{ exit: number; err: string; out: string; mail: Received | undefined }> {
  const before = server.mails.length;
  const ran = await run([
    '--image',
    machine(setup),
    '--no-dns',
    '--config',
    config(smtp()),
    '--state',
    state,
    '--mail-to',
    'admin@elsewhere.test',
    ...args,
  ]);
  expect(server.mails.length - before).toBeLessThan(2);
  return { ...ran, mail: server.mails[before] };
}

const textOf = (mail: Received | undefined) => mail?.mail.text ?? '';
const subjectOf = (mail: Received | undefined) => mail?.mail.subject;
const NO_MAILDIR = { '/home/alice/Maildir': null };
const NO_MAILDIRS = { '/home/alice/Maildir': null, '/home/bob/Maildir': null };

test('new, unchanged, worse by one more, gone: a mail each time but for nothing', async () => {
  await mailed({});
  const first = await mailed(NO_MAILDIR);
  expect(first).toMatchObject({ exit: 1, out: '', err: '' });
  expect(subjectOf(first.mail)).toBe('[qmail-lint] mail.one.test: 1 new (1 error)');
  expect(first.mail?.to).toEqual(['admin@elsewhere.test']);
  expect(first.mail?.from).toBe('audit@one.test');
  expect(textOf(first.mail)).toMatch(/\nNew \(1\)\n─+\nerror {5}Mail for alice is deferred/);
  expect(textOf(first.mail)).toContain('deferral: Unable_to_chdir_to_maildir._(#4.2.1)/');

  expect(await mailed(NO_MAILDIR)).toEqual({ exit: 1, out: '', err: '', mail: undefined });

  const second = await mailed(NO_MAILDIRS);
  expect(subjectOf(second.mail)).toBe('[qmail-lint] mail.one.test: 1 new (1 error)');
  expect(textOf(second.mail)).toMatch(/\nNew \(1\)\n─+\nerror {5}Mail for bob is deferred/);
  expect(textOf(second.mail)).toMatch(/\nStill open \(\d+\)\n─+\nerror {5}Mail for alice is deferred/);

  const gone = await mailed({});
  expect(gone.exit).toBe(0);
  expect(subjectOf(gone.mail)).toBe('[qmail-lint] mail.one.test: 2 gone');
  expect(textOf(gone.mail)).toMatch(/\nGone \(2\)\n─+\n- Mail for alice is deferred/);
  expect((await mailed({})).mail).toBeUndefined();
});

test('the mail is one that a person can read at a terminal, and that no program answers', async () => {
  const { mail } = await mailed({ ...NO_MAILDIR, '/var/qmail/control/queuelifetime': '7d\n' });
  if (mail === undefined) throw new Error('no mail');
  expect(subjectOf(mail)).toMatch(
    /^\[qmail-lint\] mail\.one\.test: first report, \d+ errors, \d+ warnings?, \d+ notes?$/,
  );
  expect(mail.mail.headers.get('auto-submitted')).toBe('auto-generated');
  expect(mail.mail.headers.get('precedence')).toBe('bulk');
  expect(mail.mail.from?.value).toEqual([{ name: 'qmail-lint', address: 'audit@one.test' }]);
  expect(mail.mail.messageId).toMatch(/^<.*@one\.test>$/);
  expect(Math.abs((mail.mail.date?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
  const isWide = (line: string) => stringWidth(line) > 78 && !line.startsWith('            ');
  expect(textOf(mail).split('\n').filter(isWide)).toEqual([]);
  expect(mail.raw.split('\r\n').every((line) => /^[\t\x20-\x7e]{0,998}$/.test(line))).toBe(true);
  expect(mail.raw).toContain('multipart/alternative');
  expect(mail.mail.html).toContain('Unable_to_chdir_to_maildir._(#4.2.1)/');
  expect(textOf(mail)).toContain(VERSION.slice(0, 16));
});

test('in Japanese', async () => {
  const { mail } = await mailed(NO_MAILDIR, '--lang', 'ja');
  expect(subjectOf(mail)).toMatch(/^\[qmail-lint\] mail\.one\.test: 最初の報告、エラー 1 件、警告 0 件、情報 \d+ 件$/);
  expect(mail?.raw).toMatch(/^Subject: .*=\?UTF-8\?/m);
  expect(textOf(mail)).toContain('新規');
  expect(textOf(mail)).toContain('alice 宛のメールは延期されます');
  expect(
    textOf(mail)
      .split('\n')
      .filter((line) => stringWidth(line) > 78),
  ).toEqual([]);
  expect(mail?.mail.html).toContain('<html lang="ja">');
  expect(mail?.mail.headers.get('content-language')).toBe('ja');
});

test('names with anything in them are harmless in both parts and in the subject', async () => {
  const evil = 'a\u001b[31m<script>alert(1)</script>\r\nBcc: x@y.test\u202e|"';
  const path = `/var/qmail/control/${evil}~`;
  const { mail } = await mailed({
    [path]: 'x\n',
    [`${path.slice(0, 30)}.bak`]: 'x\n',
    '/home/alice/Maildir': null,
    host: { name: `m\r\nBcc: z@z.test` },
  });
  expect(mail?.raw).not.toMatch(/^Bcc:/m);
  expect(mail?.to).toEqual(['admin@elsewhere.test']);
  expect(textOf(mail)).not.toMatch(/[\u001b\u202e\r]/);
  expect(mail?.mail.html).not.toContain('<script');
});

test('a heartbeat tells how often nothing was found; without one there is silence', async () => {
  await mailed(NO_MAILDIR);
  await mailed(NO_MAILDIR, '--heartbeat', '7d');
  await mailed(NO_MAILDIR, '--heartbeat', '7d');
  expect(server.mails).toHaveLength(1);
  const remembered = JSON.parse(readFileSync(state, 'utf8'));
  expect(valid(remembered), JSON.stringify(valid.errors)).toBe(true);
  expect(remembered.checks).toBe(2);
  const early = new Date(Date.now() - 7 * 24 * 3_600_000 + 20_000).toISOString();
  writeFileSync(state, JSON.stringify({ ...remembered, told: early }), { mode: 0o600 });
  expect((await mailed(NO_MAILDIR)).mail).toBeUndefined();
  const { mail } = await mailed(NO_MAILDIR, '--heartbeat', '7d');
  expect(subjectOf(mail)).toBe('[qmail-lint] mail.one.test: checked 4 times, unchanged (1 error, 0 warnings)');
  expect(textOf(mail)).toMatch(/Checked 4 times since the last mail, of .* UTC: unchanged\./);
  expect(textOf(mail)).toMatch(/Still open \(\d+\)/);
  expect((await mailed(NO_MAILDIR, '--heartbeat', '7d')).mail).toBeUndefined();
});

test('the state is for its owner alone', async () => {
  await mailed({});
  expect(statSync(state).mode & 0o777).toBe(0o600);
  expect(readdirSync(dir).filter((name) => name.startsWith('state.json'))).toEqual(['state.json']);
});

test('of two runs at once one tells, and the other says who is at it', async () => {
  const args = ['--image', machine(NO_MAILDIR), '--no-dns', '--config', config(smtp()), '--state', state];
  const both = await Promise.all([0, 1].map(() => run([...args, '--mail-to', 'admin@elsewhere.test'])));
  expect(both.map(({ exit }) => exit).sort()).toEqual([1, 3]);
  expect(both.map(({ err }) => err).join('')).toBe(
    `qmail-lint: another run (process ${process.pid}) is at work on ${state}\n`,
  );
  expect(server.mails).toHaveLength(1);
  expect(valid(JSON.parse(readFileSync(state, 'utf8')))).toBe(true);
});

test('what a killed run has left goes', async () => {
  for (const name of ['0123456789ab.tmp', 'lock.7.0123456789ab', 'lock.0123456789ab'])
    writeFileSync(`${state}.${name}`, 'x');
  writeFileSync(`${state}.lock`, '999999999 1 x');
  writeFileSync(`${state}.mine`, 'x');
  await mailed({});
  expect(
    readdirSync(dir)
      .filter((name) => name.startsWith('state.json'))
      .sort(),
  ).toEqual(['state.json', 'state.json.mine']);
  rmSync(`${state}.mine`);
});

test('a damaged state is said, kept aside, and counts as none', async () => {
  await mailed(NO_MAILDIR);
  writeFileSync(state, readFileSync(state, 'utf8').slice(0, 200), { mode: 0o600 });
  const { mail, exit } = await mailed(NO_MAILDIR);
  expect(exit).toBe(1);
  expect(subjectOf(mail)).toContain('first report');
  expect(textOf(mail).replaceAll(/\s+/g, ' ')).toContain(`The state was damaged, and is kept as ${state}.damaged`);
  expect(existsSync(`${state}.damaged`)).toBe(true);
  expect(valid(JSON.parse(readFileSync(state, 'utf8')))).toBe(true);
});

test('a state that others may write to, or of another audit, is refused', async () => {
  await mailed({});
  const other = await mailed({}, '--user', 'alice');
  expect(other).toMatchObject({ exit: 2, mail: undefined });
  expect(other.err).toMatch(
    /^qmail-lint: .*state\.json is the state of another audit \(user -, not alice\): .*--state\n$/,
  );
  writeFileSync(join(dir, 'open.json'), readFileSync(state), { mode: 0o666 });
  chmodSync(join(dir, 'open.json'), 0o666);
  const open = await mailed({}, '--state', join(dir, 'open.json'));
  expect(open).toMatchObject({ exit: 2, mail: undefined });
  expect(open.err).toContain('can be written to by others');
});

test('a server that takes no mail: the report is printed, told again the next time, and the exit code is 3', async () => {
  const refusing = await smtpServer({ onRcptTo: (_, __, done) => done(new Error('not today')) });
  const args = ['--config', config({ mail: { smtp: { host: '127.0.0.1', port: refusing.port } } })];
  const image = machine(NO_MAILDIR);
  const ran = await run(['--image', image, '--no-dns', ...args, '--state', state, '--mail-to', 'admin@elsewhere.test']);
  await refusing.close();
  expect(ran.exit).toBe(3);
  expect(ran.err).toMatch(
    /^qmail-lint: Not sent by SMTP: .*not today\nqmail-lint: the report could not be mailed; .*here.*:\n$/,
  );
  expect(ran.out).toContain('Mail for alice is deferred');
  const { mail } = await mailed(NO_MAILDIR);
  expect(subjectOf(mail)).toMatch(/\d new \(1 error\)/);
  expect(textOf(mail)).toContain('Mail for alice is deferred');
});

test('nobody to mail to, or no way to', async () => {
  const image = machine({});
  expect(await run(['--image', image, '--no-config', '--mail'])).toMatchObject({
    exit: 2,
    err: 'qmail-lint: --mail: nobody is named: give --mail-to ADDRESS, or mail.to in the configuration\n',
  });
  expect(await run(['--image', image, '--no-config', '--mail-to', 'a@b.test'])).toMatchObject({
    exit: 2,
    err: 'qmail-lint: mail about another machine goes by SMTP only: give mail.smtp.host by --config\n',
  });
  expect((await run(['--image', image, '--mail-to', 'nobody'])).err).toContain('give an address, such as');
});

test('--mail takes the addresses of the configuration; a run without it mails nothing', async () => {
  const file = config({ mail: { to: ['one@a.test', 'two@b.test'], smtp: { host: '127.0.0.1', port: server.port } } });
  const args = ['--image', machine(NO_MAILDIR), '--no-dns', '--config', file, '--state', state];
  expect((await run(args)).out).toContain('Mail for alice');
  expect(server.mails).toEqual([]);
  expect((await run([...args, '--mail', '--format', 'json'])).out).toContain('"format": "qmail-lint/report"');
  expect(server.mails.map(({ to }) => to)).toEqual([['one@a.test', 'two@b.test']]);
});

test('on the running machine a broken qmail is not asked to tell of itself', async () => {
  const home = join(dir, 'qmail');
  for (const name of ['bin', 'control', 'queue/mess', 'users', 'alias'])
    mkdirSync(join(home, name), { recursive: true });
  writeFileSync(join(home, 'control/me'), 'mail.one.test\n');
  const args = ['--home', home, '--no-dns', '--no-log', '--no-config', '--state', state, '--mail-to', 'a@one.test'];
  const { exit, err, out } = await run(args);
  expect(exit).toBe(3);
  expect(err).toMatch(/^qmail-lint: Not sent by qmail, since mail by it would not arrive \([a-z-]+\): /);
  expect(err).toMatch(/the report could not be mailed; .*here.*:\n$/);
  expect(out).toMatch(/^New \(\d+\)$/m);
  expect(JSON.parse(readFileSync(state, 'utf8'))).toMatchObject({ told: null, scope: { home, machine: null } });
});

test('what was accepted is counted, and what could not be looked at is named', async () => {
  const soft = { '/var/qmail/control/locals': 'one.test\nmail.one.test\nfirm.example\n' };
  const settings = { ...smtp(), suppressions: [{ rule: 'maildir-missing', user: 'alice', reason: 'on leave' }] };
  const args = ['--image', machine({ ...NO_MAILDIRS, ...soft }), '--config', config(settings), '--state', state];
  await run([...args, '--mail-to', 'admin@elsewhere.test']);
  const [mail] = server.mails;
  expect(textOf(mail)).toContain('Mail for bob is deferred');
  expect(textOf(mail)).not.toContain('Mail for alice is deferred');
  expect(textOf(mail)).toMatch(/^1 finding suppressed: maildir-missing$/m);
  expect(textOf(mail)).toMatch(/^Could not check: [a-z, -]+$/m);
  expect(mail?.mail.html).toContain('1 finding suppressed: maildir-missing');
});

needsRoot('a disk without room', () => {
  test('keeps the old state, and the mail says that all of it will be told again', async () => {
    const mounted = mkdtempSync(join(dir, 'full-'));
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', mounted]).status !== 0) {
      console.warn('skipped: no tmpfs may be mounted here');
      return;
    }
    try {
      const file = join(mounted, 'state.json');
      await mailed({}, '--state', file);
      const old = readFileSync(file, 'utf8');
      expect(() => writeFileSync(join(mounted, 'filler'), Buffer.alloc(1024 * 1024))).toThrow('ENOSPC');
      for (const _ of [1, 2]) {
        const { mail, exit, err } = await mailed(NO_MAILDIR, '--state', file);
        expect(exit).toBe(3);
        expect(err).toMatch(/^qmail-lint: The state cannot be written to .*ENOSPC.*\n$/);
        expect(textOf(mail)).toContain('Mail for alice is deferred');
        expect(textOf(mail).replaceAll(/\s+/g, ' ')).toContain('the next run will tell all of this again');
      }
      expect(readFileSync(file, 'utf8')).toBe(old);
      rmSync(join(mounted, 'filler'));
      expect((await mailed(NO_MAILDIR, '--state', file)).exit).toBe(1);
      expect((await mailed(NO_MAILDIR, '--state', file)).mail).toBeUndefined();
    } finally {
      spawnSync('umount', [mounted]);
    }
  });
});

test('a heartbeat without a mail would be silent for ever, and is refused', async () => {
  const { exit, err } = await run(['--no-config', '--image', 'x.json', '--heartbeat', '7d']);
  expect([exit, err]).toEqual([2, 'qmail-lint: --heartbeat goes with --mail-to or --mail\n']);
});
