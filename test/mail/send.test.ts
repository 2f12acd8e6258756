/** How the mail gets out: by the server outside, by this qmail, into the system's log. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { composed } from '../../src/mail/message.ts';
import { runProgram } from '../../src/mail/program.ts';
import { type Failure, findLogger, send } from '../../src/mail/send.ts';
import { type Server, smtpServer } from '../support/smtp.ts';

const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
const bin = join(dir, 'bin');
const logger = join(dir, 'logger');
afterAll(() => rmSync(dir, { recursive: true, force: true }));
beforeEach(() => {
  rmSync(bin, { recursive: true, force: true });
  mkdirSync(bin, { mode: 0o755 });
  chmodSync(bin, 0o755);
  program(logger, `cat > ${dir}/logged; printf '%s ' "$@" > ${dir}/logged.args`);
  rmSync(`${dir}/logged`, { force: true });
});

function program(path: string, body: string, mode = 0o755): string {
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, mode);
  return path;
}

/** A program that keeps what it was given. */
function recorder(name: string): string {
  return program(
    join(bin, name),
    `cat > ${dir}/${name}.in; printf '%s\\n' "$@" > ${dir}/${name}.args; env > ${dir}/${name}.env`,
  );
}

const envelope = { from: 'root@one.test', to: ['admin@one.test', 'other@one.test'] };
const letter = () =>
  composed({
    from: 'root@one.test',
    to: envelope.to,
    subject: '最初の報告',
    text: '.\nFrom here\nエラー\n',
    html: '<p>エラー</p>',
    language: 'ja',
    at: new Date(),
  });
const lines = (failures: readonly Failure[]) => [
  'one',
  ...failures.map((each) => ('says' in each ? each.says : each.doubt.says)),
];
const byQmail = { smtp: null, qmail: { home: dir, doubts: [] }, logger };

describe("by qmail's own programs", () => {
  test('sendmail gets the addresses as arguments and a mail with plain line ends', async () => {
    recorder('sendmail');
    recorder('qmail-inject');
    expect(await send(await letter(), envelope, byQmail, lines)).toEqual({ by: 'qmail', failures: [] });
    const args = readFileSync(`${dir}/sendmail.args`, 'utf8');
    expect(args).toBe('-froot@one.test\n--\nadmin@one.test\nother@one.test\n');
    const mail = readFileSync(`${dir}/sendmail.in`, 'latin1');
    expect(mail).not.toContain('\r');
    expect(mail).toMatch(/^[\x00-\x7f]*$/);
    const parsed = await simpleParser(mail);
    expect(parsed.subject).toBe('最初の報告');
    expect(parsed.text).toBe('.\nFrom here\nエラー\n');
    expect(readFileSync(`${dir}/sendmail.env`, 'utf8')).not.toMatch(/^(QMAIL|HOME|NODE|MAIL)/m);
    expect(existsSync(`${dir}/logged`)).toBe(false);
  });

  test('qmail-inject where there is no sendmail', async () => {
    recorder('qmail-inject');
    expect((await send(await letter(), envelope, byQmail, lines)).by).toBe('qmail');
    const args = readFileSync(`${dir}/qmail-inject.args`, 'utf8');
    expect(args).toBe('-a\n-froot@one.test\n--\nadmin@one.test\nother@one.test\n');
  });

  test("what it says as it fails is told, and goes into the system's log", async () => {
    program(
      join(bin, 'sendmail'),
      'cat > /dev/null; echo "qmail-inject: fatal: qq temporary problem (#4.3.0)" >&2; exit 111',
    );
    const says = `${dir}/bin/sendmail: qmail-inject: fatal: qq temporary problem (#4.3.0), exit 111`;
    expect(await send(await letter(), envelope, byQmail, lines)).toEqual({
      by: 'syslog',
      failures: [{ way: 'qmail', says }],
    });
    expect(readFileSync(`${dir}/logged`, 'utf8')).toBe(`one\n${says}\n`);
    expect(readFileSync(`${dir}/logged.args`, 'utf8')).toBe('-t qmail-lint -p mail.err ');
  });

  test('one that reads nothing and goes away is no crash', async () => {
    program(join(bin, 'sendmail'), 'exit 0');
    const large = Buffer.alloc(1024 * 1024, 'x\n');
    expect((await send(large, envelope, byQmail, lines)).by).toBe('qmail');
  });

  test('where it is doubted it is not even tried', async () => {
    recorder('sendmail');
    rmSync(`${dir}/sendmail.in`, { force: true });
    const doubt = { rule: 'queue-missing', says: 'no queue' };
    const ways = { ...byQmail, qmail: { home: dir, doubts: [doubt] } };
    expect(await send(await letter(), envelope, ways, lines)).toEqual({
      by: 'syslog',
      failures: [{ way: 'qmail', doubt }],
    });
    expect(existsSync(`${dir}/sendmail.in`)).toBe(false);
  });

  test('neither mail nor log: all of it is told', async () => {
    const { by, failures } = await send(await letter(), envelope, { ...byQmail, logger: `${dir}/none` }, lines);
    expect(by).toBeNull();
    expect(failures).toEqual([
      { way: 'qmail', says: `${dir}/bin/qmail-inject: no such file` },
      { way: 'syslog', says: `${dir}/none: no such file` },
    ]);
  });

  test('a program that others may write to, or put in place, is not run', async () => {
    const sendmail = program(join(bin, 'sendmail'), `touch ${dir}/ran`, 0o775);
    await expect(runProgram(sendmail, [], '')).rejects.toThrow(
      `${sendmail} is not run: others could have put it there (${sendmail})`,
    );
    chmodSync(sendmail, 0o755);
    chmodSync(bin, 0o777);
    await expect(runProgram(sendmail, [], '')).rejects.toThrow(`(${bin})`);
    expect(existsSync(`${dir}/ran`)).toBe(false);
  });
});

describe('by SMTP', () => {
  let server: Server;
  const password = join(dir, 'password');
  const to = (settings: object) => ({
    ...byQmail,
    smtp: { host: '127.0.0.1', port: server.port, user: 'audit', passwordFile: password, ...settings },
  });
  beforeEach(async () => {
    writeFileSync(password, 'secret\nnot this\n');
    chmodSync(password, 0o600);
    server = await smtpServer({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ username, password: given }, _, done) =>
        given === 'secret' ? done(null, { user: username }) : done(new Error('535 no')),
    });
  });
  afterEach(() => server.close());

  test('with a password, through TLS where it is offered', async () => {
    const message = await letter();
    expect((await send(message, envelope, to({ tls: 'opportunistic' }), lines)).by).toBe('smtp');
    expect(server.mails).toMatchObject([{ secure: true, user: 'audit', from: 'root@one.test', to: envelope.to }]);
    expect(server.mails[0]?.raw).toBe(message.toString('latin1'));
  });

  test('a password is not given to a server that anybody could be', async () => {
    recorder('sendmail');
    const { by, failures } = await send(await letter(), envelope, to({}), lines);
    expect(by).toBe('qmail');
    expect(failures).toEqual([{ way: 'smtp', says: expect.stringMatching(/certificate/) }]);
    expect(server.mails).toEqual([]);
  });

  test('a wrong password, and a password file that others may read', async () => {
    writeFileSync(password, 'wrong\n');
    const ways = { ...to({ tls: 'none' }), qmail: null };
    expect((await send(await letter(), envelope, ways, lines)).failures[0]).toMatchObject({
      says: expect.stringContaining('535'),
    });
    chmodSync(password, 0o644);
    expect((await send(await letter(), envelope, ways, lines)).failures).toEqual([
      { way: 'smtp', says: `${password} can be read by others (mode 644): chmod go-r ${password}` },
    ]);
    expect(server.mails).toEqual([]);
  });

  test('a server that is not there, and one that refuses a recipient', async () => {
    const { port } = server;
    await server.close();
    recorder('sendmail');
    const gone = await send(await letter(), envelope, { ...byQmail, smtp: { host: '127.0.0.1', port } }, lines);
    expect(gone).toEqual({ by: 'qmail', failures: [{ way: 'smtp', says: expect.stringContaining('ECONNREFUSED') }] });
    server = await smtpServer({
      onRcptTo: ({ address }, _, done) => (address.startsWith('other') ? done(new Error('not here')) : done()),
    });
    const half = await send(
      await letter(),
      envelope,
      { ...byQmail, smtp: { host: '127.0.0.1', port: server.port } },
      lines,
    );
    expect(half).toEqual({ by: 'qmail', failures: [{ way: 'smtp', says: 'refused for other@one.test' }] });
  });
});

test('the logger is asked only where something listens to it', async () => {
  // On Linux /var/run/log is there, and a directory of journald.
  mkdirSync(join(dir, 'log'));
  const socket = join(dir, 'dev-log');
  expect(findLogger([join(dir, 'log'), join(dir, 'no-such'), logger])).toBeNull();
  const listening = createServer();
  await new Promise<void>((go) => listening.listen(socket, go));
  expect(findLogger([join(dir, 'log'), socket])).toMatch(/\/logger$/);
  await new Promise((go) => listening.close(go));
});
