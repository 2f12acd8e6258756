/** `qmail-lint log` over recorded logs, counted by other means too, and over logs that are damaged. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { Ajv } from 'ajv';
import { afterAll, describe, expect, test } from 'vitest';
import { needsProgram } from '../support/needs.ts';
import { run } from '../support/run.ts';
import { setUp } from '../support/setup.ts';

const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const valid = new Ajv({ allowUnionTypes: true }).compile(
  JSON.parse(readFileSync('docs/schemas/log.schema.json', 'utf8')),
);
const recorded = (name: string): string => `test/cases/logs/${name}.gz`;
const textOf = (name: string): string => gunzipSync(readFileSync(recorded(name))).toString('latin1');
const LOGS = ['maillog', 'multilog.current', 'qmail-send.log', 'too-long.log'];

async function read(...args: string[]) {
  const { exit, out, err } = await run(['log', ...args, '--format', 'json']);
  expect({ exit, err }).toEqual({ exit: 0, err: '' });
  const said = JSON.parse(out);
  expect(valid(said), JSON.stringify(valid.errors?.slice(0, 3))).toBe(true);
  return said;
}

function written(name: string, text: string): string {
  const file = join(dir, name);
  writeFileSync(file, text, 'latin1');
  return file;
}

/** Counted by grep. */
function grep(pattern: string, text: string): number {
  const { stdout } = spawnSync('grep', ['-c', '-a', '-E', pattern], { input: Buffer.from(text, 'latin1') });
  return Number(stdout.toString());
}

/** Each distinct report with its count, by sort and uniq. */
function uniq(text: string): string[] {
  const script = "sed -nE 's/.*delivery [0-9]+: (success|failure|deferral): /\\1 /p' | LC_ALL=C sort | uniq -c";
  const out = execFileSync('sh', ['-c', script], { input: Buffer.from(text, 'latin1') }).toString('latin1');
  return out.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.replace(/^ *(\d+) /, '$1 ')]));
}

describe.each(LOGS)('%s', (name) => {
  const text = textOf(name);

  test('counts are those of grep', async () => {
    const said = await read(recorded(name));
    expect(said).toMatchObject({
      messages: grep('new msg [0-9]+$', text),
      ended: grep('end msg [0-9]+$', text),
      deliveries: {
        success: grep('delivery [0-9]+: success: ', text),
        failure: grep('delivery [0-9]+: failure: ', text),
        deferral: grep('delivery [0-9]+: deferral: ', text),
      },
      bounces: grep('bounce msg [0-9]+ qp ', text),
      doubleBounces: grep('from <#@\\[\\]> qp ', text),
      tripleBounces: grep('triple bounce: ', text),
      lines: grep('.', text),
    });
  });

  test('reports are those of sort and uniq, and every one is recognised', async () => {
    const { reports } = await read(recorded(name));
    const counted = reports.map((each: { count: number; status: string; text: string }) =>
      `${each.count} ${each.status} ${each.text}`.trimEnd(),
    );
    expect(counted.sort()).toEqual(
      uniq(text)
        .map((line) => line.trimEnd())
        .sort(),
    );
    expect(reports.filter(({ message }: { message: string | null }) => message === null)).toEqual([]);
  });
});

test('recipients of a report are those of its deliveries', async () => {
  const text = textOf('qmail-send.log');
  const awk =
    '/^starting delivery/{sub(":","",$3);to[$3]=$NF} /^delivery/{sub(":","",$2);n=$2;if($0 ~ /no_mailbox_here/&&!seen[to[n]]++)c++} END{print c}';
  const counted = Number(execFileSync('awk', [awk], { input: text }).toString());
  const { reports } = await read(recorded('qmail-send.log'));
  const report = reports.find((each: { message: string }) => each.message === 'LOCAL-19');
  expect(counted).toBeGreaterThan(1);
  expect(report.recipients).toBe(counted);
});

test('a report that queuelifetime made final leads to its cause', async () => {
  const { reports } = await read(recorded('too-long.log'));
  const final = reports.filter((each: { expired: boolean }) => each.expired);
  expect(new Set(final.map((each: { message: string }) => each.message))).toEqual(new Set(['LOCAL-20', 'REMOTE-3']));
  expect(final[0].rules).toContain('queuelifetime');
});

needsProgram('tai64n', 'daemontools')('tai64n writes what is read', async () => {
  const text = textOf('qmail-send.log');
  const before = Date.now();
  const stamped = execFileSync('tai64n', { input: text }).toString('latin1');
  const said = await read(written('tai64n', stamped));
  expect(said.messages).toBe(grep('new msg', text));
  expect(Date.parse(said.from)).toBeGreaterThanOrEqual(before - 1);
  expect(Date.parse(said.to)).toBeLessThanOrEqual(Date.now() + 1);
});

needsProgram('multilog', 'daemontools')('a directory of multilog is read in order', async () => {
  const into = join(dir, 'multi');
  mkdirSync(into);
  const text = textOf('qmail-send.log');
  execFileSync('multilog', ['t', 's4096', 'n50', into], { input: text });
  expect(readdirSync(into).filter((name) => name.startsWith('@')).length).toBeGreaterThan(2);
  const said = await read(into);
  const plain = await read(recorded('qmail-send.log'));
  expect(said.deliveries).toEqual(plain.deliveries);
  expect(said.reports.map((each: { recipients: number }) => each.recipients)).toEqual(
    plain.reports.map((each: { recipients: number }) => each.recipients),
  );
  const files = readdirSync(into)
    .filter((name) => name.startsWith('@') || name === 'current')
    .map((name) => join(into, name));
  expect((await read(...files.reverse())).reports).toEqual(said.reports);
});

test('delivery numbers begin again with qmail-send', async () => {
  const run = (to: string, report: string) =>
    `status: local 0/10 remote 0/20\nnew msg 7\nstarting delivery 1: msg 7 to local ${to}\n${report}`;
  const file = written(
    'restart',
    run('a@one.test', '') + run('b@one.test', 'delivery 1: deferral: Uh-oh:_x/\nend msg 7\n'),
  );
  const { reports } = await read(file);
  expect(reports[0].examples).toEqual(['b@one.test']);
});

test('one message is followed, and the number when it comes again', async () => {
  const life = (to: string) =>
    `new msg 7\ninfo msg 7: bytes 1 from <a@b> qp 1 uid 2\nstarting delivery 1: msg 7 to local ${to}\ndelivery 1: success: did_1+0+0/\nend msg 7\n`;
  const file = written('lives', life('a@one.test') + life('b@one.test'));
  expect((await read(file, '--message', '7')).lives).toHaveLength(2);
  const { lives } = await read(file, '--recipient', 'B@one.test');
  expect(lives).toHaveLength(1);
  expect(lives[0].events.map((each: { kind: string }) => each.kind)).toEqual([
    'new',
    'info',
    'start',
    'delivery',
    'end',
  ]);
});

test('a recipient of a virtual domain is found as a person names it, though the log has it rewritten', async () => {
  const image = join(dir, 'virtual.json');
  writeFileSync(image, JSON.stringify(setUp({ '/var/qmail/control/virtualdomains': 'shop.test:alice-shop\n' })));
  const file = written(
    'virtual',
    'new msg 7\nstarting delivery 1: msg 7 to local alice-shop-Info@shop.test\ndelivery 1: success: did_1+0+0/\nend msg 7\n',
  );
  const said = await read(file, '--recipient', '<info@shop.test>', '--image', image);
  expect(said.soughtRecipients).toEqual(['info@shop.test', 'alice-shop-info@shop.test']);
  expect(said.lives).toMatchObject([{ message: 7 }]);
  expect((await read(file, '--recipient', 'alice-shop-info@shop.test')).lives).toHaveLength(1);
  const { out } = await run(['log', file, '--recipient', 'x@shop.test', '--image', image]);
  expect(out).toContain('No message to x@shop.test or alice-shop-x@shop.test is in it.');
});

test.each([
  ['1795486868.500000 mail qmail-send[9]:', '2026-11-24T02:21:08.500Z'],
  ['Tue 2026-11-24 02:21:08 UTC mail qmail-send[9]:', '2026-11-24T02:21:08Z'],
  ['Tue 2026-11-24 11:21:08 +09 mail qmail-send[9]:', '2026-11-24T02:21:08Z'],
  ['@400000006b04f47a1831041c @400000005b04f47a1831041c', '2018-05-23T04:56:16.405Z'],
])('%s', async (stamp, time) => {
  const { from } = await read(written('stamp', `${stamp} delivery 1: deferral: x/\n`));
  expect(from).toBe(time);
});

test('--since and --until choose by the time of each line', async () => {
  const whole = await read(recorded('multilog.current'));
  const half = new Date((Date.parse(whole.from) + Date.parse(whole.to)) / 2).toISOString();
  const before = await read(recorded('multilog.current'), '--until', half);
  const after = await read(recorded('multilog.current'), '--since', half);
  expect(before.messages).toBeGreaterThan(0);
  expect(after.deliveries.failure).toBeGreaterThan(0);
  expect(before.messages + after.messages).toBe(whole.messages);
  expect(before.deliveries.failure + after.deliveries.failure).toBe(whole.deliveries.failure);
});

describe('damaged or foreign', () => {
  const good = 'delivery 1: deferral: Unable_to_chdir_to_maildir._(#4.2.1)/\n';

  test.each([
    ['cut in the middle of a line', `${good}delivery 2: defer`, 1],
    ['NULs in a line and before one', `\0\0\0${good}delivery 2: def\0\0\0${good}`, 2],
    ['line ends of Windows', good.replace('\n', '\r\n'), 1],
    ['no line end for a megabyte', `${'x'.repeat(1_000_000)}\n${good}`, 1],
    ['no year', `Feb 29 23:59:59 mail qmail: 1795486868.516978 ${good}`, 1],
    ['no splogger, no year', `Dec 31 23:59:59 mail qmail[12]: ${good}`, 1],
    ['RFC 5424', `<22>1 2026-11-24T02:21:08.5+09:00 mail qmail 12 - - 1795486868.516978 ${good}`, 1],
    ['ISO dates of syslog', `2026-11-24T02:21:08.516978+09:00 mail qmail: 1795486868.516978 ${good}`, 1],
    ['journalctl -o short-iso', `2026-11-24T02:21:08+0900 mail qmail-send[9]: ${good}`, 1],
    ['journalctl -o short-unix', `1795486868.123456 mail qmail-send[9]: ${good}`, 1],
    ['journalctl -o short-full', `Tue 2026-11-24 02:21:08 JST mail qmail-send[9]: ${good}`, 1],
    ['splogger behind journalctl -o short-unix', `1795486868.200000 mail qmail[9]: 1795486868.123456 ${good}`, 1],
    ['a container', `2026-11-24T02:21:08.123456789Z stdout F ${good}`, 1],
    ['svlogd', `2026-11-24_02:21:08.12345 ${good}`, 1],
    ['two loggers', `@400000006b04f47a1831041c @400000006b04f47a1831041b ${good}`, 1],
    ['blanks before it', `   ${good}`, 1],
    ['tai64nlocal', `2026-11-24 02:21:08.516978500 ${good}`, 1],
    ['a clock that jumps', `@400000006b04f47a1831041c ${good}@400000005b04f47a1831041c ${good}`, 2],
    ['another program', 'Nov 24 02:21:08 mail postfix/smtpd[1]: warning: hostname x does not resolve\n', 0],
    ['not text at all', '\u0000\u00ff\u0001@4000\n<<<\n@\n', 0],
  ])('%s', async (_, text, deferrals) => {
    const said = await read(written('damaged', text));
    expect(said.deliveries.deferral).toBe(deferrals);
    expect(said.warnings).toEqual([]);
  });

  test('what splogger cut is joined', async () => {
    const text = `192.0.2.1_does_not_like_recipient./Remote_host_said:_550_${'x'.repeat(1500)}/Giving_up_on_192.0.2.1./`;
    const line = `delivery 1: failure: ${text}`;
    const pieces = [line.slice(0, 799), line.slice(799, 1598), line.slice(1598)];
    const stamp = '1795486868.516978';
    const log = pieces.map(
      (piece, index) => `Nov 24 02:21:08 mail qmail: ${stamp}${index === 0 ? ' ' : '+'}${piece}\n`,
    );
    const { reports } = await read(written('splogger', log.join('Nov 24 02:21:08 mail cron[1]: hello\n')));
    expect(reports).toMatchObject([{ text, count: 1, message: 'REMOTE-20' }]);
  });

  test('lines of chkuser are envelopes that were taken or refused', async () => {
    const chkuser = (brief: string, rcpt: string, extended: string) =>
      `CHKUSER ${brief}: from <s@x.test::> remote <helo.x.test:unknown:192.0.2.1> rcpt <${rcpt}> : "${extended}"\n`;
    const file = written(
      'chkuser',
      chkuser('accepted rcpt', 'a@one.test', 'found existing recipient') +
        chkuser('rejected rcpt', 'b@one.test', 'not existing recipient') +
        chkuser('rejected relaying', 'c@else.test', 'client not allowed to relay') +
        chkuser('accepted sender', '', 'sender accepted'),
    );
    expect((await read(file)).servers).toMatchObject({ accepted: 1, rejected: 2 });
  });

  test('lines of spamdyke and simscan too, by multilog and by syslog', async () => {
    const ends = 'origin_ip: 192.0.2.1 origin_rdns: (unknown) auth: (unknown) encryption: (none) reason: (empty)\n';
    const spamdyke = (said: string) => `${said} from: s@x.test to: a@one.test ${ends}`;
    const simscan = (said: string) => `simscan:[4711]:${said} (1.20/9.00):0.5s:subject:192.0.2.1:s@x.test:a@one.test\n`;
    const tai = '@400000006b04f47a1831041c ';
    const syslog = 'Nov 24 02:21:08 mail ';
    const file = written(
      'filters',
      `${tai}spamdyke[29207]: ${spamdyke('DENIED_RDNS_MISSING')}` +
        `${syslog}spamdyke[29207]: ${spamdyke('DENIED_GRAYLISTED')}` +
        `${syslog}spamdyke[29207]: ${spamdyke('ALLOWED')}` +
        `${tai}${simscan('CLEAN')}${tai}${simscan('SPAM REJECT')}${syslog}simscan[12]: ${simscan('VIRUS')}` +
        `${tai}simscan: this is no such line\n${syslog}spamdyke[1]: TLS certificate loaded\n`,
    );
    const said = await read(file);
    expect(said.servers).toMatchObject({ accepted: 2, rejected: 4, lines: [] });
    expect(said).toMatchObject({ messages: 0, reports: [], warnings: [], otherLines: 2 });
  });

  test('what vdelivermail says of an unknown name is not what qmail-local says', async () => {
    const text = 'Sorry,_no_mailbox_here_by_that_name._vpopmail_(#5.1.1)/';
    const { reports } = await read(written('vpopmail', `delivery 1: failure: ${text}\n`));
    expect(reports).toMatchObject([{ text, message: 'VDELIVERMAIL-1' }]);
  });

  test.each([
    ['bzip2', 'bzcat', 'BZh91AY&SY\x12'],
    ['xz', 'xzcat', '\xfd7zXZ\0\0\x04'],
    ['zstd', 'zstdcat', '\x28\xb5\x2f\xfd\x04'],
  ])('one that %s packed is not read, and how to have it read is said', async (by, reader, bytes) => {
    const file = written(`packed.${by}`, bytes);
    const { exit, err } = await run(['log', file]);
    expect(exit).toBe(3);
    expect(err).toBe(
      `qmail-lint: cannot look at ${file}: compressed by ${by}: pipe it through ${reader}, and name it -\n`,
    );
  });

  test('of several files the others are read, and which one was not is said', async () => {
    const packed = written('rotated.xz', '\xfd7zXZ\0\0\x04');
    const { exit, out, err } = await run(['log', recorded('multilog.current'), packed, '--format', 'json']);
    const said = JSON.parse(out);
    expect(valid(said), JSON.stringify(valid.errors?.slice(0, 3))).toBe(true);
    expect({ exit, err }).toEqual({ exit: 3, err: '' });
    expect(said.messages).toBe((await read(recorded('multilog.current'))).messages);
    expect(said.skipped).toMatchObject([{ kind: 'could-not', path: packed }]);
    const table = await run(['log', packed, recorded('multilog.current'), '--lang', 'ja']);
    expect(table.exit).toBe(3);
    expect(table.out.replaceAll('\n', '')).toMatch(/読めませんでした: .*rotated\.xz: xz で圧縮されています/);
  });

  test('a gzip file that is cut', async () => {
    const whole = readFileSync(recorded('multilog.current'));
    const file = join(dir, 'cut.gz');
    writeFileSync(file, whole.subarray(0, whole.length / 2));
    expect((await read(file)).messages).toBeGreaterThan(0);
  });
});

test('servers around it are counted', async () => {
  const text = [
    'tcpserver: status: 1/40',
    'tcpserver: pid 7 from 192.0.2.1',
    'tcpserver: ok 7 mail:192.0.2.9:25 :192.0.2.1::4000',
    'tcpserver: end 7 status 256',
    'tcpserver: deny 8 mail:192.0.2.9:25 :192.0.2.2::4000',
    'rblsmtpd: 192.0.2.3 pid 9: 451 listed',
    'tcpserver: fatal: unable to bind: address already used',
    '12 > 553 sorry, your envelope sender is in my badmailfrom list (#5.7.1) ',
  ].join('\n');
  const { servers } = await read(written('servers', `${text}\n`));
  expect(servers).toMatchObject({ ok: 1, deny: 1, endedBadly: 1, blockedTemporarily: 1 });
  expect(servers.lines.map((each: { message: string }) => each.message)).toEqual(['TCPSERVER-10', 'SMTPD-7']);
});

test('what a shell makes of <(xzcat FILE) is read, and directories of multilog below the one that is named', async () => {
  const file = written('plain', textOf('multilog.current'));
  const fifo = join(dir, 'fifo');
  execFileSync('mkfifo', [fifo]);
  spawn('sh', ['-c', 'cat "$0" > "$1"', file, fifo]);
  const fd = openSync(fifo, 'r');
  const whole = await read(file);
  try {
    expect((await read(`/dev/fd/${fd}`)).deliveries).toEqual(whole.deliveries);
  } finally {
    closeSync(fd);
  }
  for (const name of ['send', 'smtpd']) mkdirSync(join(dir, 'logs', name), { recursive: true });
  writeFileSync(join(dir, 'logs/send/current'), textOf('multilog.current'), 'latin1');
  writeFileSync(join(dir, 'logs/smtpd/current'), 'tcpserver: status: 1/40\n');
  const both = await read(join(dir, 'logs'));
  expect(both.deliveries).toEqual(whole.deliveries);
  expect(both.files).toHaveLength(2);
});

test('a log without a line of qmail-send says how much was read', async () => {
  const foreign = written('foreign', 'root:x:0:0::/root:/bin/sh\n'.repeat(3));
  expect((await run(['log', foreign])).out).toContain('There is no line of qmail-send (3 lines read).');
  const { out } = await run(['log', recorded('maillog'), '--since', '2026-12-01']);
  expect(out).toMatch(/no line of qmail-send of that time \(\d+ lines read\)/);
});

test('the meaning of a message is told once, an empty report has a line of its own', async () => {
  const { out } = await run(['log', '--no-audit', recorded('maillog')]);
  const named = (pattern: RegExp) => out.match(pattern)?.length ?? 0;
  expect(named(/^Sorry,_I_couldn't_find_any_host_named_/gm)).toBeGreaterThan(3);
  expect(named(/^ {2}REMOTE-11: /gm)).toBe(1);
  expect(named(/^ {2}REMOTE-11, as above$/gm)).toBe(named(/^Sorry,_I_couldn't_find_any_host_named_/gm) - 1);
  const silent = written('silent', `@400000006b04f47a1831041c delivery 1: deferral: \n`);
  expect((await run(['log', '--no-audit', silent])).out).toMatch(/\n\(no text\)\n {2}1 time, 2026-11-24T[^ ]*Z\n/);
});

test('alerts and warnings', async () => {
  const text = 'alert: cannot start: unable to read controls\nwarning: unable to stat mess/3/17\nalert: what is this\n';
  const { alerts, warnings } = await read(written('alerts', text));
  expect(alerts.map((each: { message: string | null }) => each.message)).toEqual(['SEND-A02', null]);
  expect(warnings.map((each: { message: string }) => each.message)).toEqual(['SEND-W04']);
});

test('standard input, and both languages', async () => {
  const input = textOf('qmail-send.log');
  expect((await run(['log', '-'], { input })).out).toMatch(/44 failures/);
  expect((await run(['log', '-', '--lang', 'ja'], { input })).out).toMatch(/配送失敗/);
});

test.each([
  ['no such file', ['/no/such/log'], /^qmail-lint: \/no\/such\/log: no such file/],
  ['a time that is none', ['-', '--since', 'tomorrow'], /^qmail-lint: --since tomorrow: give /],
  ['a message that is none', ['-', '--message', 'x'], /^qmail-lint: --message x: give the number/],
])('2: %s', async (_, args, says) => {
  const { exit, err } = await run(['log', ...args]);
  expect(exit).toBe(2);
  expect(err).toMatch(says);
});

test('--follow tells what goes wrong from then on', async () => {
  const line = 'delivery 1: deferral: Unable_to_chdir_to_maildir._(#4.2.1)/\n';
  const file = written('followed', `${line}starting delivery 1: msg 7 to local a@one.test\n`);
  const stop = new AbortController();
  const following = run(['log', file, '--follow'], { ended: stop.signal });
  await setTimeout(200);
  appendFileSync(file, line);
  await setTimeout(1200);
  stop.abort();
  const { out } = await following;
  expect(out.match(/LOCAL-20/g)).toHaveLength(1);
  expect(out).toMatch(/\(a@one\.test\)/);
});

test('--follow of a recipient or a message tells all of it, and nothing else', async () => {
  const lines = [
    'new msg 7',
    'starting delivery 1: msg 7 to local a@one.test',
    'delivery 1: success: did_1+0+0/',
    'starting delivery 2: msg 8 to local b@one.test',
    'delivery 2: failure: Sorry,_no_mailbox_here_by_that_name._(#5.1.1)/',
    'triple bounce: discarding bounce/7',
  ];
  const follow = async (...args: string[]) => {
    const file = written('followed', 'status: local 0/10 remote 0/20\n');
    const stop = new AbortController();
    const following = run(['log', file, '--follow', ...args], { ended: stop.signal });
    await setTimeout(300);
    appendFileSync(file, lines.map((line) => `${line}\n`).join(''));
    await setTimeout(1200);
    stop.abort();
    return (await following).out;
  };
  expect(await follow('--recipient', 'A@one.test')).toBe(`${lines[1]}\n${lines[2]} (a@one.test)\n`);
  const message = await follow('--message', '7');
  expect(message.split('\n').filter((line) => /^\S/.test(line))).toEqual([
    lines[0],
    lines[1],
    `${lines[2]} (a@one.test)`,
    lines[5],
  ]);
  expect(message).toContain('  SEND-B3: ');
});

test('without a host the table names a few of the rules, and where the others stand', async () => {
  const { out } = await run(['log', '--no-audit', recorded('too-long.log')]);
  const named = out
    .replaceAll(/\n {2,}/g, ' ')
    .match(/rules: [^\n]*? and \d+ more \(qmail-lint explain LOCAL-20\)/)?.[0];
  expect(named?.split(', ')).toHaveLength(4);
});
