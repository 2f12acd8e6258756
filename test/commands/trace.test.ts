import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { afterAll, describe, expect, test } from 'vitest';
import { openTarget } from '../../src/audit/target.ts';
import { tracer } from '../../src/audit/trace.ts';
import { imageHost } from '../../src/host/image.ts';
import { DECISIONS } from '../../src/report/decisions.ts';
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

const valid = new Ajv({ allowUnionTypes: true }).compile(
  JSON.parse(readFileSync('docs/schemas/trace.schema.json', 'utf8')),
);

// biome-ignore lint/suspicious/noExplicitAny: JSON, checked against its schema
async function traces(setup: Setup, ...args: string[]): Promise<any[]> {
  const { out } = await run(['trace', '--image', image(setup), '--format', 'json', ...args]);
  const report = JSON.parse(out);
  expect(valid(report), JSON.stringify(valid.errors?.slice(0, 3))).toBe(true);
  return report.traces;
}

const LOOP: Setup = { '/home/alice/.qmail': '&bob@one.test\n', '/home/bob/.qmail': '&alice@one.test\n' };

test('forwards are followed to their end, loops are named', async () => {
  const [trace] = await traces(LOOP, 'alice@one.test');
  expect(trace.outcome).toEqual({ status: 'success', report: 'did_0+1+0/qp_0/', message: 'LOCAL-32' });
  const back = trace.then[0].then[0];
  expect(back.address).toBe('alice@one.test');
  expect(back.outcome.report).toBe('This_message_is_looping:_it_already_has_my_Delivered-To_line._(#5.4.6)/');
  expect(back.then).toEqual([]);
});

test('a step names the file and the line', async () => {
  const [trace] = await traces({ '/var/qmail/control/virtualdomains': '# ours\nshop.test:alice\n' }, 'Info@shop.test');
  expect(trace.to).toBe('alice-Info@shop.test');
  expect(trace.steps).toContainEqual(
    expect.objectContaining({ program: 'qmail-send', file: 'control/virtualdomains', line: 2 }),
  );
});

test('programs are never run; what can be known of them is said', async () => {
  const [trace] = await traces({ '/home/alice/.qmail': '|/home/alice/bin/filter\n' }, 'alice@one.test');
  expect(trace.outcome).toMatchObject({ status: 'unknown', report: null });
  expect(trace.steps.map(({ decision }: { decision: string }) => decision).join('\n')).toMatch(
    /\/home\/alice\/bin\/filter does not exist/,
  );
});

test('a remote address ends at its relays', async () => {
  const [trace] = await traces({}, 'x@remote.test');
  expect(trace).toMatchObject({
    channel: 'remote',
    relays: ['other.host.test'],
    outcome: { status: 'unknown', report: null },
  });
});

describe('from SMTP', () => {
  const rules = {
    '/etc/tcp.smtp':
      '10.0.0.:allow,RELAYCLIENT=""\n203.0.113.7:deny\n192.0.2.:allow,RELAYCLIENT="@gate.test"\n:allow\n',
  };
  const asked = (client: string) => traces(rules, '--smtp', '--client', client, 'victim@elsewhere.test');

  test('a stranger may not relay', async () => {
    const [trace] = await asked('198.51.100.1');
    expect(trace.smtp).toEqual({
      reply: "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)",
      rule: '',
      denied: false,
    });
    expect(trace).toMatchObject({ channel: null, to: null, outcome: null });
  });

  test('a client of ours may', async () => {
    const [trace] = await asked('10.0.0.5');
    expect(trace.smtp).toEqual({ reply: '250 ok', rule: '10.0.0.', denied: false });
    expect(trace.to).toBe('victim@elsewhere.test');
  });

  test('the value of RELAYCLIENT goes onto the recipient', async () => {
    expect((await asked('192.0.2.1'))[0].to).toBe('victim@elsewhere.test@gate.test');
  });

  test('a client that is denied hears nothing', async () => {
    expect((await asked('203.0.113.7'))[0].smtp).toEqual({ reply: null, rule: '203.0.113.7', denied: true });
  });

  test('--env stands for what tcpserver would set; without --client there is no rule', async () => {
    const [trace] = await traces({}, '--smtp', '--env', 'RELAYCLIENT=', 'victim@elsewhere.test');
    expect(trace.smtp).toEqual({ reply: '250 ok', denied: false });
  });

  test('controls that cannot be read end every talk', async () => {
    const [trace] = await traces({ '/var/qmail/control/me': null }, '--smtp', 'alice@one.test');
    expect(trace.smtp.reply).toBe('421 unable to read controls (#4.3.0)');
  });
});

describe('exit codes', () => {
  const exit = async (setup: Setup, ...args: string[]) => (await run(['trace', '--image', image(setup), ...args])).exit;
  test('0: delivered, or gone where nobody can foresee', async () => {
    expect(await exit({}, 'alice@one.test', 'x@remote.test')).toBe(0);
  });
  test.each<[string, Setup, string[]]>([
    ['bounced', {}, ['nobody@one.test']],
    ['deferred', { '/home/alice/Maildir': null }, ['alice@one.test']],
    ['swallowed', { '/home/alice/.qmail': '# nothing\n' }, ['alice@one.test']],
    ['refused', {}, ['--smtp', 'x@elsewhere.test']],
    ['looping', LOOP, ['alice@one.test']],
  ])('1: %s', async (_, setup, args) => {
    expect(await exit(setup, ...args)).toBe(1);
  });
  test('2: wrong usage', async () => {
    expect(await exit({}, '--env', 'nonsense', 'alice@one.test')).toBe(2);
    expect((await run(['trace'])).exit).toBe(2);
  });
  test('3: could not check', async () => {
    const file = join(dir, 'unrecorded.json');
    const made = setUp({ '/home/alice/.qmail': './Maildir/\n' });
    const files = made.files.map(({ content, ...each }) =>
      each.path === '/home/alice/.qmail' ? each : { ...each, ...(content === undefined ? {} : { content }) },
    );
    writeFileSync(file, JSON.stringify({ ...made, files }));
    expect((await run(['trace', '--image', file, 'alice@one.test'])).exit).toBe(3);
  });
});

test('addresses come from standard input', async () => {
  const input = `${Array.from({ length: 500 }, (_, i) => `user${i}@one.test`).join('\n')}\n\nalice@one.test`;
  const { out, exit } = await run(['trace', '-', '--image', image({}), '--format', 'json'], { input });
  const report = JSON.parse(out);
  expect(report.traces.length).toBe(501);
  expect(report.traces.at(-1)).toMatchObject({ address: 'alice@one.test', outcome: { report: 'did_1+0+0/' } });
  expect(exit).toBe(1);
});

test.each(['en', 'ja'])('the table fits 80 columns and shows no control character (%s)', async (lang) => {
  const setup = { ...LOOP, '/home/bob/.qmail-\u001b[31m': './Maildir/\n' };
  const args = ['trace', '--image', image(setup), '--lang', lang, '--color', 'never'];
  const addresses = ['alice@one.test', 'bob-\u001b[31m@one.test', 'x@remote.test'];
  const { out } = await run([...args, ...addresses], { columns: 80 });
  expect(out.split('\n').filter((line) => stringWidth(line) > 80)).toEqual([]);
  expect(out).not.toMatch(/\u001b/);
  expect(out).toContain('This_message_is_looping');
});

test('every decision has words in both languages', () => {
  for (const { en, ja } of Object.values(DECISIONS)) {
    const holes = (text: string) => (text.match(/\{[a-z]+\}/g) ?? []).sort();
    expect(holes(ja)).toEqual(holes(en));
    expect(ja).toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/);
  }
});

const word = fc.constantFrom(
  'alice',
  'bob',
  'one.test',
  'two.test',
  '-',
  '@',
  '%',
  '.',
  'default',
  ' ',
  '&',
  ':',
  '#',
  '|exit 99',
  './Maildir/',
  './Maildir',
  '\r',
  '\0',
  'x',
  'Ünï',
);
const text = fc.array(fc.oneof(word, fc.constant('\n')), { maxLength: 12 }).map((words) => words.join(''));

test('any installation and any address come to an end', async () => {
  await fc.assert(
    fc.asyncProperty(
      text,
      text,
      text,
      text,
      fc.array(word, { maxLength: 6 }).map((words) => words.join('')),
      async (locals, virtual, mine, theirs, address) => {
        const made = setUp({
          '/var/qmail/control/locals': `one.test\n${locals}`,
          '/var/qmail/control/virtualdomains': virtual,
          '/home/alice/.qmail': mine,
          '/home/alice/.qmail-default': theirs,
          '/var/qmail/alias/.qmail-default': theirs,
        });
        const trace = await tracer(openTarget(imageHost(made), { defaultDelivery: './Maildir/' }), {
          sender: 's@x.test',
          smtp: null,
        });
        const { outcome } = await trace(address);
        expect(['success', 'failure', 'deferral', 'unknown']).toContain(outcome?.status);
      },
    ),
    { numRuns: 200 },
  );
});

test('a program that cannot be looked at is said, and the exit code is 3', async () => {
  const setup: Setup = {
    '/home/alice/.qmail': '|./filter\n./Maildir/\n',
    '/home/alice/filter': { type: 'file', mode: '0755', owner: 'alice', group: 'users', size: 100 },
  };
  const [trace] = await traces(setup, 'alice@one.test');
  expect(trace.steps.map(({ decision }: { decision: string }) => decision)).toContainEqual(
    expect.stringMatching(/^whether .*filter could run could not be checked: .*filter: /),
  );
  expect((await run(['trace', '--image', image(setup), 'alice@one.test'])).exit).toBe(3);
  expect((await run(['trace', '--image', image(setup), 'alice@one.test', 'nobody-here@one.test'])).exit).toBe(1);
});

test('mail that goes into a file named CR arrives nowhere', async () => {
  const file = ['trace', '--image', 'docs/demo/mail.example.org.json', '--no-dns', 'dave@example.org'];
  const { exit, out } = await run(file);
  expect(exit).toBe(1);
  expect(out).toContain('ends in a carriage return');
});

test.each([
  [['--client', 'foo'], /give an IP address/],
  [
    ['--smtp', '--service', 'nosuch'],
    /^qmail-lint: --service nosuch: nothing that runs qmail-smtpd has this in its path\n$/,
  ],
])('2: %j', async (options, message) => {
  const { exit, err } = await run(['trace', '--image', 'docs/demo/mail.example.org.json', ...options, 'a@example.org']);
  expect(exit).toBe(2);
  expect(err).toMatch(message);
});

test('a command that does not exist is said to be none', async () => {
  const { exit, err } = await run(['tarce']);
  expect(exit).toBe(2);
  expect(err).toMatch(/tarce: no such directory, and no command is named tarce \(there are audit, .*trace/);
});

test('the rule of a client is told by the line that was compiled', async () => {
  const args = [
    'trace',
    '--image',
    'docs/demo/mail.example.org.json',
    '--no-dns',
    '--client',
    '10.0.0.5',
    'v@else.example',
  ];
  const { traces } = JSON.parse((await run([...args, '--format', 'json'])).out);
  const { files } = JSON.parse(readFileSync('docs/demo/mail.example.org.json', 'utf8'));
  const { content } = files.find(({ path }: { path: string }) => path === '/etc/tcp.smtp');
  const line = content.split('\n').findIndex((each: string) => each.startsWith('10.0.0.:')) + 1;
  expect(traces[0].steps[0]).toMatchObject({ program: 'tcpserver', file: '/etc/tcp.smtp', line });
});
