/** What a trace says beyond its outcome, and how it says it. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import stringWidth from 'string-width';
import { afterAll, describe, expect, test } from 'vitest';
import { assignRecords, parseAssign } from '../../src/qmail/assign.ts';
import { cdbMake } from '../../src/qmail/cdb.ts';
import { needsRoot } from '../support/needs.ts';
import { plant } from '../support/plant.ts';
import { run } from '../support/run.ts';
import { compileRules, type Setup, setUp } from '../support/setup.ts';

const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

let count = 0;
function image(setup: Setup): string {
  count += 1;
  const file = join(dir, `${count}.json`);
  writeFileSync(file, JSON.stringify(compileRules(setUp(setup))));
  return file;
}

interface Said {
  readonly steps: readonly { program: string; decision: string; file?: string; line?: number }[];
  readonly outcome: { status: string; report: string | null; message: string | null } | null;
  readonly smtp?: { reply: string | null };
  readonly to: string | null;
  readonly then: readonly Said[];
}

async function traced(setup: Setup, ...args: string[]): Promise<Said> {
  const { out } = await run(['trace', '--image', image(setup), '--format', 'json', ...args]);
  return JSON.parse(out).traces[0];
}

const decisions = ({ steps }: Said) => steps.map(({ decision }) => decision).join('\n');

const UNRECORDED = { type: 'file', mode: '0600', owner: 'bob', group: 'users', size: 20 };

test('a closed home further along hides nothing of what comes before it', async () => {
  const setup: Setup = { '/home/alice/.qmail': '&bob@one.test\n&root@one.test\n', '/home/bob/.qmail': UNRECORDED };
  const trace = await traced(setup, 'alice@one.test');
  expect(decisions(trace)).toMatch(/alice.*\n(.*\n)*forwarded to bob@one\.test/);
  expect(trace.outcome?.report).toBe('did_0+2+0/qp_0/');
  expect(trace.then).toHaveLength(2);
  const closed = trace.then[0] as Said;
  expect(closed.steps.map(({ program }) => program)).toEqual(['qmail-send', 'qmail-getpw', 'qmail-local']);
  expect(closed.steps.at(-1)).toMatchObject({
    decision: expect.stringMatching(/^could not check: /),
    file: '/home/bob/.qmail',
  });
  expect(closed.outcome).toEqual({ status: 'unknown', report: null, message: null });
  expect(
    (await run(['trace', '--image', image({ ...setup, '/home/alice/.qmail': '&bob@one.test\n' }), 'alice@one.test']))
      .exit,
  ).toBe(3);
});

needsRoot('on a disk, as a user who is not root', () => {
  test('a closed home is told where it is reached, and each account has its line', () => {
    const root = join(dir, 'root');
    const made = setUp({ '/home/alice/.qmail': '&bob@one.test\n', '/home/bob': { mode: '0700', owner: 'bob' } });
    const planted = plant(made, root);
    chmodSync(dir, 0o755);
    const alice = made.passwd.find(([name]) => name === 'alice');
    const as = [`--reuid=${alice?.[1]}`, `--regid=${alice?.[2]}`, '--clear-groups'];
    const args = ['trace', '--root', root, '--no-dns', '--no-config', '--format', 'json', 'alice@one.test'];
    const program = [process.execPath, '--import', import.meta.resolve('tsx'), 'src/main.ts'];
    const { status, stdout } = spawnSync('setpriv', [...as, ...program, ...args], { encoding: 'utf8' });
    planted.close();
    expect(status).toBe(3);
    const [{ steps, then }] = JSON.parse(stdout).traces as [Said];
    expect(steps).toContainEqual(
      expect.objectContaining({
        program: 'qmail-getpw',
        file: '/etc/passwd',
        line: made.passwd.indexOf(alice as never) + 1,
      }),
    );
    expect(then[0]?.steps.at(-1)).toMatchObject({
      program: 'qmail-local',
      decision: 'could not check: permission denied for the user who runs qmail-lint',
    });
  });
});

describe('in a pipe', () => {
  const long = `${'x'.repeat(90)}@remote.test`;
  const setup: Setup = { '/home/alice': { mode: '0777', owner: 'alice' }, '/home/bob/.qmail': `&${long}\n` };
  test('each line of qmail, each step and each address is one line', async () => {
    const { out } = await run(['trace', '--image', image(setup), '--no-dns', 'alice@one.test', 'bob@one.test'], {
      env: { COLUMNS: '40' },
    });
    expect(out).toMatch(/^ +log +deferral: Uh-oh:_home_directory_is_writable\._\(#4\.7\.0\)\/$/m);
    expect(out).toMatch(new RegExp(`^ +→ ${long}$`, 'm'));
    expect(out).toMatch(/^ +qmail-local +forwarded to x{90}@remote\.test {2}\[\/home\/bob\/\.qmail:1\]$/m);
  });
  test('the audit folds its own words, but no line of qmail', async () => {
    const { out } = await run(['audit', '--image', image(setup), '--no-dns'], { env: { COLUMNS: '40' } });
    expect(out).toMatch(/^log +deferral: Uh-oh:_home_directory_is_writable\._\(#4\.7\.0\)\/$/m);
    const prose = out.split('\n').filter((line) => /^(error|warning|note|do) /.test(line));
    expect(prose.filter((line) => stringWidth(line) > 60)).toEqual([]);
  });
  test('nor does the log', async () => {
    const line = `delivery 1: deferral: ${'Connected_to_192.0.2.1_but_'.repeat(5)}/`;
    const input = `starting delivery 1: msg 5 to remote a@b.test\n${line}\n`;
    expect((await run(['log', '-'], { input })).out).toContain(`\n${'Connected_to_192.0.2.1_but_'.repeat(5)}/\n`);
  });
});

test.each([40, 80, 100])(
  'on a terminal of %i columns nothing passes its edge, however deep or long',
  async (columns) => {
    const chain = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [`/var/qmail/alias/.qmail-a${i}`, `&a${i + 1}@one.test\n`]),
    );
    const args = [
      'trace',
      '--image',
      image(chain),
      '--color',
      'never',
      'a0@one.test',
      `${'y'.repeat(10_000)}@one.test`,
    ];
    const { out } = await run(args, { columns });
    expect(out.split('\n').filter((line) => stringWidth(line) > columns)).toEqual([]);
    expect(out).toMatch(/^ +→ \(40\) a40@one\.test$/m);
  },
);

describe('programs', () => {
  const dash = {
    '/bin/sh': { type: 'symlink', target: 'dash' },
    '/bin/dash': { type: 'file', mode: '0755', owner: 'root', group: 'root', size: 100 },
  };
  test.each<[string, string, string, RegExp]>([
    ['missing', '/no/such/prog', '/bin/sh:_1:_/no/such/prog:_not_found/', /does not exist: the shell ends with 127/],
    ['missing, with words', '/no/such/prog -v x=1', '/bin/sh:_1:_/no/such/prog:_not_found/', /127, a deferral/],
    [
      'not executable',
      './prog',
      '/bin/sh:_1:_./prog:_Permission_denied/',
      /may not be run by this user .*126, a deferral/,
    ],
    ['without an interpreter', './script', '/bin/sh:_1:_./script:_not_found/', /interpreter .* does not exist.*127/],
  ])('%s: what dash says is foretold', async (_, command, report, words) => {
    const setup: Setup = {
      ...dash,
      '/home/alice/.qmail': `|${command}\n`,
      '/home/alice/prog': { type: 'file', mode: '0644', owner: 'alice', group: 'users', content: '#!/bin/sh\n' },
      '/home/alice/script': { type: 'file', mode: '0755', owner: 'alice', group: 'users', content: '#!/no/interp\n' },
    };
    const trace = await traced(setup, 'alice@one.test');
    expect(trace.outcome).toEqual({ status: 'deferral', report, message: 'LOCAL-30' });
    expect(decisions(trace)).toMatch(words);
  });
  test.each([
    ['another shell', {}, '/no/such/prog'],
    ['words that go elsewhere', dash, '/no/such/prog 2>/dev/null'],
  ])('%s: unknown, with what qmail makes of it', async (_, files, command) => {
    const trace = await traced({ ...files, '/home/alice/.qmail': `|${command}\n` }, 'alice@one.test');
    expect(trace.outcome?.status).toBe('unknown');
    expect(decisions(trace)).toMatch(/\/no\/such\/prog does not exist: .*127, a deferral/);
  });
  test('one that this copy of the machine need not hold', async () => {
    const trace = await traced({ '/home/alice/.qmail': '|/usr/bin/nosuch\n' }, 'alice@one.test');
    expect(decisions(trace)).toMatch(
      /\/usr\/bin\/nosuch is not in this copy .*127, a deferral\nits exit code decides: /,
    );
  });
});

describe('modes that qmail-local refuses are told as such, not as a failed call', () => {
  test.each<[string, Setup, RegExp]>([
    [
      'home',
      { '/home/alice': { mode: '0777', owner: 'alice' } },
      /\/home\/alice \(0777, alice:\w+\) .* bit of 002 \(conf-patrn\)/,
    ],
    ['sticky', { '/home/alice': { mode: '1755', owner: 'alice' } }, /\/home\/alice \(1755, alice:\w+\) is sticky/],
    [
      'dot-qmail',
      { '/home/alice/.qmail': { type: 'file', content: './Maildir/\n', mode: '0646', owner: 'alice', group: 'users' } },
      /\/home\/alice\/\.qmail \(0646, alice:users\) .* bit of 002/,
    ],
  ])('%s', async (_, setup, words) => {
    const trace = await traced(setup, 'alice@one.test');
    expect(decisions(trace)).toMatch(words);
    expect(decisions(trace)).not.toContain('EACCES');
  });
});

describe('what qmail lacks is named', () => {
  test.each<[string, Setup, string, string, RegExp]>([
    [
      'qmailp',
      { passwd: 'no account qmailp' },
      'alice@one.test',
      'LSPAWN-7',
      /account qmailp or the group nofiles does not exist/,
    ],
    [
      'qmail-getpw',
      { '/var/qmail/bin/qmail-getpw': null },
      'alice@one.test',
      'LSPAWN-11',
      /qmail-getpw does not exist or may not be run by qmailp/,
    ],
    ['qmail-local', { '/var/qmail/bin/qmail-local': null }, 'alice@one.test', 'LSPAWN-9', /qmail-local does not exist/],
    [
      'alias',
      { passwd: 'no account alias' },
      'nobody-here@one.test',
      'LSPAWN-5',
      /the account alias, .* does not exist/,
    ],
    ['users/cdb', { '/var/qmail/users/cdb': 'x' }, 'alice@one.test', 'LSPAWN-2', /cannot be read as a table of users/],
    [
      'qmail-remote',
      { '/var/qmail/bin/qmail-remote': null },
      'x@remote.test',
      'RSPAWN-3',
      /qmail-remote does not exist/,
    ],
    [
      'smtproutes',
      { '/var/qmail/control/smtproutes': { type: 'file', content: '', mode: '0600', owner: 'root:qmail' } },
      'x@remote.test',
      'REMOTE-8',
      /cannot read this file as qmailr/,
    ],
  ])('%s', async (_, setup, address, message, words) => {
    const trace = await traced(setup, address);
    expect(trace.outcome?.message).toBe(message);
    expect(decisions(trace)).toMatch(words);
  });
  test('by qmail-smtpd too', async () => {
    const trace = await traced({ '/var/qmail/control/rcpthosts': { mode: '0600' } }, '--smtp', 'alice@one.test');
    expect(trace.smtp?.reply).toMatch(/^421 /);
    expect(trace.steps).toContainEqual({
      program: 'qmail-smtpd',
      decision: 'it cannot read this file as qmaild',
      file: 'control/rcpthosts',
    });
  });
});

test.each([
  ['# nothing\n', /nothing here delivers: the mail is thrown away/],
  ['|exit 99\n./Maildir/\n', /nothing here delivers: the mail is thrown away/],
])('mail that is thrown away by %j is said to be, exit 1', async (text, words) => {
  const file = image({ '/home/alice/.qmail': text });
  const { out, exit } = await run(['trace', '--image', file, 'alice@one.test']);
  expect(out).toMatch(words);
  expect(exit).toBe(1);
});

test('mail for nobody at a local host is thrown away', async () => {
  expect(decisions(await traced({}, '@one.test'))).toMatch(/nothing stands before the @: the mail is thrown away/);
});

describe('of a remote address', () => {
  const setup: Setup = {
    zone: { mx: [['self.test', 10, 'mail.one.test']], a: [['mail.one.test', '127.0.0.1']], otherwise: [['', 'none']] },
  };
  test('that the best MX is this host', async () => {
    expect(decisions(await traced(setup, 'x@self.test'))).toMatch(
      /mail\.one\.test \(127\.0\.0\.1\) is this host itself/,
    );
  });
  test('that there is no such host', async () => {
    expect(decisions(await traced(setup, 'x@none.test'))).toMatch(/neither an MX nor an address for none\.test/);
  });
  test('that the DNS was not asked', async () => {
    expect(decisions(await traced({}, '--no-dns', 'x@remote.test'))).toMatch(/the DNS was not asked for remote\.test/);
  });
});

describe('the default delivery has a source', () => {
  const none: Setup = { '/home/alice/.qmail': null, 'default delivery instruction': './Maildir/' };
  test('given', async () => {
    expect(decisions(await traced(none, 'alice@one.test'))).toMatch(
      /the default delivery is \.\/Maildir\/, as --default-delivery or the image says/,
    );
  });
  test('a script, by its line', async () => {
    const made = setUp({
      '/home/alice/.qmail': null,
      '/var/qmail/rc': '#!/bin/sh\n\nexec qmail-start ./Maildir/ splogger qmail\n',
    });
    const file = join(dir, 'script.json');
    writeFileSync(file, JSON.stringify({ ...made, defaultDelivery: undefined }));
    const { out } = await run(['trace', '--image', file, '--format', 'json', 'alice@one.test']);
    expect(JSON.parse(out).traces[0].steps).toContainEqual({
      program: 'qmail-local',
      decision: 'the default delivery is ./Maildir/, by what starts qmail',
      file: '/var/qmail/rc',
      line: 3,
    });
  });
});

test('the number that a forward will have is not known', async () => {
  const setup = { '/home/alice/.qmail': '&bob@one.test\n' };
  const { out } = await run(['trace', '--image', image(setup), 'alice@one.test']);
  expect(out).toContain('success: did_0+1+0/qp_{pid}/\n');
});

describe('whoever may relay is told to', () => {
  const rules = (text: string): Setup => ({ '/etc/tcp.smtp': text });
  const asked = async (setup: Setup, lang: string, ...args: string[]) => {
    const { out, exit } = await run(['trace', '--image', image(setup), '--lang', lang, ...args, 'victim@remote.test']);
    expect(exit).toBe(0);
    return out;
  };
  test.each([
    ['en', /203\.0\.113\.9 may send to any address anywhere, .*\[\/etc\/tcp\.smtp:1\]/],
    ['ja', /203\.0\.113\.9 には RELAYCLIENT .*中継できます {2}\[\/etc\/tcp\.smtp:1\]/],
  ])('one client, because of its rule (%s)', async (lang, words) => {
    expect(await asked(rules('203.0.113.:allow,RELAYCLIENT=""\n:allow\n'), lang, '--client', '203.0.113.9')).toMatch(
      words,
    );
  });
  test.each([
    ['en', /open relay: RELAYCLIENT is set for everybody.*\[\/etc\/tcp\.smtp:2\]/],
    ['ja', /オープンリレー.*誰でも.*\[\/etc\/tcp\.smtp:2\]/],
  ])('everybody, because of the rule for everyone else (%s)', async (lang, words) => {
    const out = await asked(
      rules('127.:allow,RELAYCLIENT=""\n:allow,RELAYCLIENT=""\n'),
      lang,
      '--client',
      '203.0.113.9',
    );
    expect(out).toMatch(words);
    if (lang === 'en') expect(out).toMatch(/the rule for everyone else \(":"\) matches: RELAYCLIENT=""/);
  });
  test.each([
    ['en', /open relay: without this file anybody .*\[control\/rcpthosts\]/],
    ['ja', /オープンリレー.*\[control\/rcpthosts\]/],
  ])('everybody, because there is no rcpthosts (%s)', async (lang, words) => {
    expect(await asked({ '/var/qmail/control/rcpthosts': null }, lang, '--smtp')).toMatch(words);
  });
});

describe('addresses as people have them', () => {
  const json = async (args: string[], options: Parameters<typeof run>[1] = {}) =>
    run(['trace', '--image', image({}), '--format', 'json', ...args], options);
  test('in angle brackets', async () => {
    const { out, err } = await json(['<alice@one.test>', '<bob@one.test>']);
    expect(JSON.parse(out).traces.map(({ to }: Said) => to)).toEqual(['alice@one.test', 'bob@one.test']);
    expect(err).toBe('qmail-lint: <alice@one.test> is taken as alice@one.test, without the brackets\n');
  });
  test('the sender too', async () => {
    const file = image({ '/var/qmail/control/badmailfrom': 's@bad.test\n' });
    const args = ['trace', '--image', file, '--sender', '<s@bad.test>', '--smtp', 'alice@one.test'];
    expect((await run(args)).out).toContain('553 sorry, your envelope sender is in my badmailfrom list (#5.7.1)');
  });
  test('a list with blank lines and comments, its bytes as they are', async () => {
    const input = Buffer.from('\ufeff# ours\r\n\n  alice@one.test \r\n#bob@one.test\nvoil\u00e0\n');
    const { out } = await json(['-'], { input });
    expect(JSON.parse(out).traces.map(({ to }: Said) => to)).toEqual(['alice@one.test', 'voil__@mail.one.test']);
  });
  test.each(['', '\n# none\n'])('an empty list %j is wrong usage', async (input) => {
    const { out, err, exit } = await json(['-'], { input });
    expect({ out, exit }).toEqual({ out: '', exit: 2 });
    expect(err).toBe('qmail-lint: standard input has no address: give one on each line\n');
  });
  test('a control character cannot pass SMTP', async () => {
    const { err, exit } = await json(['--smtp', 'ali\nce@one.test']);
    expect(exit).toBe(2);
    expect(err).toBe(
      'qmail-lint: ali\nce@one.test: SMTP cannot carry an address with a control character\n'.replace('\n', '\\x0a'),
    );
    const list = await json(['--smtp', '-'], { input: 'a\u0001b@one.test\nalice@one.test\n' });
    expect(JSON.parse(list.out).traces.map(({ smtp }: Said) => smtp?.reply)).toEqual([null, '250 ok']);
    expect(list.exit).toBe(1);
  });
});

describe('users/assign beside users/cdb', () => {
  const ASSIGN = '=carol:alice:3001:100:/home/alice:-:carol:\n+list-:bob:3002:100:/home/bob:-:list-:\n';
  const compiled = (text: string) => ({
    base64: cdbMake(assignRecords(parseAssign(text).entries)).toString('base64'),
  });
  const said = (setup: Setup, address: string) => traced(setup, address).then(({ steps }) => steps);

  test('a line that was never compiled', async () => {
    const setup: Setup = { '/var/qmail/users/assign': `${ASSIGN}.\n` };
    for (const [address, line, user] of [
      ['Carol@one.test', 1, 'alice'],
      ['list-x@one.test', 2, 'bob'],
    ] as const) {
      const step = (await said(setup, address)).find(({ file }) => file === 'users/assign');
      expect(step).toMatchObject({
        program: 'qmail-lspawn',
        line,
        decision: expect.stringContaining(`to ${user}, but`),
      });
      expect(step?.decision).toMatch(/users\/cdb.* does not exist/);
    }
    expect((await said(setup, 'bob@one.test')).map(({ file }) => file)).not.toContain('users/assign');
  });

  test('a table that was made of other lines', async () => {
    const setup: Setup = {
      '/var/qmail/users/assign': `${ASSIGN}.\n`,
      '/var/qmail/users/cdb': compiled('=carol:bob:3002:100:/home/bob:::\n=gone:bob:3002:100:/home/bob:::\n.\n'),
    };
    const about = async (address: string) =>
      (await said(setup, address)).find(({ file }) => file === 'users/assign')?.decision;
    expect(await about('carol@one.test')).toMatch(/would give it to alice, but users\/cdb was not made of it/);
    expect(await about('list-x@one.test')).toMatch(/would give it to bob/);
    expect(await about('gone@one.test')).toMatch(/no line has it any more/);
    expect(await about('alice@one.test')).toBeUndefined();
  });

  test('nothing is said where the two agree', async () => {
    const setup: Setup = {
      '/var/qmail/users/assign': `${ASSIGN}.\n`,
      '/var/qmail/users/cdb': compiled(`${ASSIGN}.\n`),
    };
    for (const address of ['carol@one.test', 'List-X@one.test', 'alice@one.test'])
      expect((await said(setup, address)).map(({ file }) => file)).not.toContain('users/assign');
  });
});

test('an account with capitals is named, since qmail-getpw never finds it', async () => {
  const machine = setUp({ '/home/dave': { type: 'dir', mode: '0755', owner: 'root', group: 'users' } });
  const file = join(dir, 'capitals.json');
  writeFileSync(file, JSON.stringify({ ...machine, passwd: [...machine.passwd, ['Dave', 3004, 100, '/home/dave']] }));
  for (const address of ['Dave@one.test', 'dave-x@one.test']) {
    const { out } = await run(['trace', '--image', file, address]);
    expect(out).toContain('the account Dave is never found: qmail-getpw looks for names in lower case');
  }
  expect((await run(['trace', '--image', file, 'alice@one.test'])).out).not.toContain('Dave');
});

describe('rblsmtpd before qmail-smtpd', () => {
  const scene = (rule: string): Setup => ({
    '/service/smtpd': { type: 'dir', mode: '0755', owner: 'root', group: 'root' },
    '/service/smtpd/run':
      '#!/bin/sh\nexec tcpserver -x /etc/tcp.smtp.cdb -u 7791 -g 2108 0 smtp rblsmtpd -r rbl.test /var/qmail/bin/qmail-smtpd\n',
    '/etc/tcp.smtp': `${rule}\n`,
    '/etc/tcp.smtp.cdb': { tcprules: `${rule}\n` },
  });

  test.each([
    [':allow,RBLSMTPD="-go away"', '553 go away', /refuses every recipient/],
    [':allow,RBLSMTPD="later"', '451 later', /refuses every recipient/],
    [':allow,RBLSMTPD=""', '250 ok', /lets the client through/],
    [':allow', '250 ok', /what they say is not asked here/],
  ])('%s', async (rule, reply, says) => {
    const trace = await traced(scene(rule), '--client', '192.0.2.7', 'alice@one.test');
    expect(trace.smtp?.reply).toBe(reply);
    expect(decisions(trace)).toMatch(says);
    expect(trace.outcome === null).toBe(reply !== '250 ok');
  });
});

test.each([
  [1002, 'success', 'did_0+1+0/qp_0/'],
  [1003, 'failure', 'Unable_to_forward_message:_envelope_address_too_long_for_qq_(#5.1.3)./'],
])('a forward to an address of %i bytes', async (bytes, status, report) => {
  const address = `${'a'.repeat(bytes - '@one.test'.length)}@one.test`;
  const trace = await traced({ '/home/alice/.qmail': `&${address}\n` }, 'alice@one.test');
  expect(trace.outcome).toMatchObject({ status, report });
  expect(trace.then).toHaveLength(status === 'success' ? 1 : 0);
  if (status === 'failure') expect(trace.steps.at(-1)).toMatchObject({ file: '/home/alice/.qmail', line: 1 });
});

test.each<[string, Setup, string]>([
  ['is not there', { '/var/qmail/bin/qmail-queue': null }, 'unable_to_exec_qq_(#4.3.0)'],
  ['may not be run', { '/var/qmail/bin/qmail-queue': { mode: '04700' } }, 'unable_to_exec_qq_(#4.3.0)'],
  [
    'lost its set-uid bit',
    { '/var/qmail/bin/qmail-queue': { mode: '0711' } },
    'qq_trouble_creating_files_in_queue_(#4.3.0)',
  ],
])('a forward where qmail-queue %s', async (_, setup, qq) => {
  const trace = await traced({ '/home/alice/.qmail': '&bob@one.test\n', ...setup }, 'alice@one.test');
  const report = `Unable_to_forward_message:_${qq}./`;
  expect(trace.outcome).toEqual({ status: 'deferral', report, message: 'LOCAL-28' });
  expect(trace.then).toEqual([]);
  expect(trace.steps.at(-1)).toMatchObject({ program: 'qmail-local', file: 'bin/qmail-queue' });
  const none = await traced({ '/home/alice/.qmail': './Maildir/\n', ...setup }, 'alice@one.test');
  expect(none.outcome?.status).toBe('success');
});

test('a route to this very host is said to come back', async () => {
  const setup: Setup = { '/var/qmail/control/smtproutes': 'self.test:mail.one.test\nother.test:other.host.test\n' };
  expect(decisions(await traced(setup, 'u@self.test'))).toMatch(/mail\.one\.test \(127\.0\.0\.1\) is this host itself/);
  expect(decisions(await traced(setup, 'u@other.test'))).not.toMatch(/is this host itself/);
});

test('the line that the x bit or +list forbids is said to stop the forwards too', async () => {
  for (const file of [
    { type: 'file', owner: 'alice', group: 'users', mode: '0700', content: '&bob@one.test\n./Maildir/\n' },
    { type: 'file', owner: 'alice', group: 'users', mode: '0600', content: '&bob@one.test\n+list\n|true\n' },
  ]) {
    const { steps, then } = await traced({ '/home/alice/.qmail': file }, 'alice@one.test');
    expect(steps.at(-1)?.decision).toMatch(/allows forwards alone/);
    expect(steps.at(-1)).toMatchObject({ file: '/home/alice/.qmail', line: file.content.split('\n').length - 1 });
    expect(then).toEqual([]);
  }
});

test('an empty name is seen', async () => {
  expect((await run(['trace', '--image', image({}), 'x@'])).out).toContain('"" is neither local nor virtual');
});
