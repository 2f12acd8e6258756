/** Every message of the catalogue is recognised in every form in which a person may paste it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rulesAgainst } from '../../src/audit/causes.ts';
import { RULES } from '../../src/checks/index.ts';
import { recogniser } from '../../src/qmail/explain.ts';
import { MESSAGES, type Message } from '../../src/qmail/message.ts';
import { reportMatcher } from '../../src/qmail/report-match.ts';
import { logsafe } from '../../src/qmail/trace.ts';

const recognise = recogniser();
const matchReport = reportMatcher();
const idsOf = (text: string): string[] => recognise(text).flatMap(({ messages }) => messages.map(({ id }) => id));

const NUMBERS = new Set(['number', 'pid', 'id', 'delivery', 'files', 'forwards', 'programs']);
const word = fc.stringMatching(/^[a-z][a-z0-9.]{2,12}$/).map((text) => `zq${text}`);
/** Words that are none of qmail's. */
const filler = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '));
const number = fc.nat(99_999_999).map(String);
const address = fc.tuple(fc.nat(255), fc.nat(255)).map(([one, other]) => `192.0.${one}.${other}`);

function fillerOf(name: string): fc.Arbitrary<string> {
  if (NUMBERS.has(name)) return number;
  if (name === 'ip') return address;
  return name === 'channel' ? fc.constantFrom('local', 'remote') : filler;
}

function filled(text: string): fc.Arbitrary<string> {
  const parts = text.split(/\{([a-z-]+)\}/);
  const values = parts.map((part, index) => (index % 2 === 0 ? fc.constant(part) : fillerOf(part)));
  return fc.tuple(...values).map((pieces) => pieces.join(''));
}

const written = [...MESSAGES.values()].flatMap((message) =>
  [message.text, ...Object.values(message.texts ?? {})].flatMap((text) =>
    text === null ? [] : [{ id: message.id, message, text }],
  ),
);
/** What has fewer characters of its own is anything at all; these are known by the line around them. */
const literal = (text: string): number => text.replaceAll(/\{[a-z-]+\}|\s/g, '').length;
const telling = written.filter(({ text }) => literal(text) >= 3);

test('only what is anything at all is left out', () => {
  const left = written.filter(({ text }) => literal(text) < 3).map(({ id }) => id);
  const own = ['LOCAL-29', 'LOCAL-30', 'LSPAWN-12', 'QMTPD-6', 'QMTPD-7', 'QMQPD-3', 'QMQPD-4', 'QQ-82'];
  expect(left.toSorted()).toEqual([...own, 'RECORDIO-1', 'RECORDIO-2'].toSorted());
});

const STAMPS = [
  '',
  '@400000006b04f47a1831041c ',
  'Nov 24 02:21:08 mail qmail: 1795486868.516978 ',
  '2026-11-24 02:21:08.5 ',
];

function forms({ kind, status }: Message, text: string): string[] {
  if (kind !== 'report') return [text, text.toUpperCase(), ...STAMPS.slice(1, 3).map((stamp) => stamp + text)];
  const report = `delivery 42: ${status ?? 'deferral'}: ${logsafe(text)}`;
  const said = text.replace(/\n$/, '');
  return [
    ...STAMPS.map((stamp) => stamp + report),
    said,
    said.toLowerCase(),
    said.replaceAll("'", '\u2019'),
    logsafe(text),
  ];
}

test.each(telling)('$id: $text', ({ id, message, text }) => {
  fc.assert(
    fc.property(filled(text), (said) => {
      for (const form of forms(message, said)) expect(idsOf(form), form).toContain(id);
    }),
    { numRuns: 10 },
  );
});

/** What users, other hosts and file systems may put into a message. */
const HOSTILE = [
  '',
  '%',
  '%s%n%00',
  'a/b//c',
  '/',
  '../..',
  '.',
  ' ',
  'x\ty z',
  '\xe9\xff',
  'a: b',
  'y'.repeat(3000),
  '#@[]',
  '(#4.2.1)',
];

function withValue(text: string, value: string): string {
  return text.replaceAll(/\{([a-z]+)\}/g, (_, name: string) => {
    if (NUMBERS.has(name)) return '0';
    return name === 'ip' ? '192.0.2.1' : name === 'channel' ? 'remote' : value;
  });
}

test.each(telling)('$id with hostile values: $text', ({ id, message, text }) => {
  for (const value of HOSTILE) {
    const said = withValue(text, value);
    const [form] = message.kind === 'report' ? forms(message, said) : [said];
    expect(idsOf(form ?? ''), JSON.stringify(form).slice(0, 300)).toContain(id);
  }
});

/** Which deliveries a program's reports are of. */
const channelOf = (program: string) => (/^qmail-r/.test(program) ? 'remote' : 'local');

const reports = telling.filter(({ id, message }) => message.kind === 'report' && id !== 'SEND-DX');

test.each(reports)('$id in a log with hostile values: $text', ({ id, message, text }) => {
  const status = message.status === 'success' || message.status === 'failure' ? message.status : 'deferral';
  for (const value of HOSTILE) {
    const said = withValue(text, value);
    const found = matchReport(status, logsafe(said), channelOf(message.program));
    expect(found.message, JSON.stringify(said).slice(0, 300)).toBe(id);
  }
});

test.each([
  ['delivery 3: failure: what_a_program_said/', 'LOCAL-29'],
  ['delivery 3: deferral: what_a_program_said/', 'LOCAL-30'],
  ['delivery 3: deferral: ', 'LOCAL-30'],
  ['delivery 3: success: ', 'LSPAWN-12'],
  ['12 < MAIL FROM:<a@b>', 'RECORDIO-1'],
  ['12 > 999 what', 'RECORDIO-2'],
])('%s is known by its form', (text, id) => {
  expect(idsOf(text)).toContain(id);
});

test('for each message with a rule the rule is named', () => {
  for (const { rule } of RULES)
    for (const id of rule.prevents) expect(rulesAgainst(new Set([id])).map((each) => each.rule.id)).toContain(rule.id);
});

describe('text that is not one line', () => {
  test('a bounce has an explanation for each recipient', () => {
    const bounce = `Hi. This is the qmail-send program at one.test.
I'm afraid I wasn't able to deliver your message to the following addresses.

<bob@one.test>:
Sorry, no mailbox here by that name. (#5.1.1)

<info@two.test>:
Sorry. Although I\u2019m listed as a best-preference MX or A for that host,
it isn't in my control/locals file, so I don't treat it as local. (#5.4.6)

--- Below this line is a copy of the message.
`;
    expect(recognise(bounce).map(({ messages }) => messages.map(({ id }) => id))).toEqual([
      ['LOCAL-19'],
      ['REMOTE-13'],
    ]);
    const quoted = bounce.replaceAll(/^/gm, '> ');
    expect(recognise(quoted)).toHaveLength(2);
  });

  test('a bounce without its report is known as one, and joined into one line by its report', () => {
    const begin = 'Hi. This is the qmail-send program at one.test.';
    const sorry =
      "I'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.";
    expect(idsOf(begin)).toEqual(['SEND-T1']);
    expect(idsOf(sorry)).toEqual(['SEND-T2']);
    expect(idsOf(`${begin}\n${sorry}`)).toEqual(['SEND-T1']);
    expect(idsOf('I tried to deliver a bounce message to this address, but the bounce bounced!')).toEqual(['SEND-T3']);
    const joined = `${begin} ${sorry} <bob@one.test>: Sorry, no mailbox here by that name. (#5.1.1)`;
    expect(idsOf(joined.replaceAll('\n', ' '))).toEqual(['LOCAL-19']);
  });

  test('a sentence that a mail reader broke or joined', () => {
    const sentence =
      "Sorry. Although I'm listed as a best-preference MX or A for that host, it isn't in my\ncontrol/locals file, so I don't treat it as local. (#5.4.6)";
    expect(idsOf(sentence)).toEqual(['REMOTE-13']);
  });

  test('what queuelifetime ended has its own cause too', () => {
    const given = "I'm_not_going_to_try_again;_this_message_has_been_in_the_queue_too_long./";
    const [found] = recognise(`delivery 5: failure: Unable_to_chdir_to_maildir._(#4.2.1)/${given}`);
    expect(found?.expired).toBe(true);
    expect(found?.messages[0]?.id).toBe('LOCAL-20');
  });
});

describe('a part of a message', () => {
  test.each([
    ['Unable to chdir to maildir', 'LOCAL-20'],
    ['Temporary error on maildir delivery', 'LOCAL-23'],
    ['sorry, no mailbox here by that name', 'LOCAL-19'],
    ["Sorry, I wasn't able to establish an SMTP conn", 'REMOTE-3'],
    ['Sorry. Although I\u2019m listed as a best-preference MX or A for that host, it isn\u2019t in my', 'REMOTE-13'],
    ['Sorry,_no_mailbox_here', 'LOCAL-19'],
    ['UH-OH: HOME DIRECTORY IS', 'LOCAL-11'],
    ['does not like recipient', 'REMOTE-20'],
    ['Giving up on 192.0.2.1', 'REMOTE-21'],
    ['Unable to open .qmail-list: access denied', 'LOCAL-8'],
    ['qmail-send is already running', 'SEND-A05'],
    ['hath the daemon spawn no fire', 'SEND-A06'],
    ['421 unable to read controls', 'SMTPD-2'],
    ['qq temporary problem', 'QQ-111'],
    ['<bob@one.test>:\nSorry, no mailbox here by that name\n', 'LOCAL-19'],
    ['#4.2.1', 'LOCAL-20'],
    ['(#5.4.6)', 'REMOTE-13'],
  ])('%s', (text, id) => {
    const [found] = recognise(text);
    expect(found?.messages.map((message) => message.id)).toContain(id);
    expect(found?.partOfMore).not.toBeNull();
  });

  test('a whole message is not a part of another', () => {
    expect(recognise('Unable to chdir to maildir. (#4.2.1)')).toMatchObject([{ partOfMore: null }]);
  });

  test('of too many messages the first are named, and how many there are', () => {
    const [found] = recognise('#4.3.0');
    expect(found?.messages).toHaveLength(8);
    expect(found?.partOfMore).toBeGreaterThan(8);
  });
});

test('the code of a reply tells a failure from a deferral', () => {
  const said = (code: number) =>
    `192.0.2.1 does not like recipient.\nRemote host said: ${code} no\nGiving up on 192.0.2.1.\n`;
  expect(idsOf(said(550))).toEqual(['REMOTE-20']);
  expect(idsOf(said(450))).toEqual(['REMOTE-21']);
});

test('several lines of a log are explained one by one', () => {
  const lines = [
    'Nov 24 02:21:08 mail qmail: 1795486868.516978 starting delivery 8: msg 7 to local alice@one.test',
    'Nov 24 02:21:08 mail qmail: 1795486868.516979 delivery 8: deferral: Unable_to_chdir_to_maildir._(#4.2.1)/',
    'Nov 24 02:21:08 mail qmail: 1795486868.516980 delivery 9: deferral: Unable_to_chdir_to_maildir._(#4.2.1)/',
    'Nov 24 02:21:09 mail qmail: 1795486869.516980 delivery 7: failure: Sorry,_no_mailbox_here_by_that_name._(#5.1.1)/',
  ];
  expect(idsOf(lines.join('\n'))).toEqual(['SEND-D', 'LOCAL-20', 'LOCAL-19']);
});

test.each([
  [
    'CHKUSER rejected rcpt: from <a@x.test::> remote <h:unknown:192.0.2.1> rcpt <b@one.test> : not existing recipient',
    'CHKUSER-2',
  ],
  ['CHKUSER accepted rcpt: from <a@x.test::> remote <h:unknown:192.0.2.1> rcpt <b@one.test> : "found"', 'CHKUSER-1'],
  [
    'Mar  9 11:10:37 mail spamdyke[29207]: DENIED_RDNS_MISSING from: a@x.test to: b@one.test origin_ip: 192.0.2.1',
    'SPAMDYKE-2',
  ],
  ['@400000006b04f47a1831041c spamdyke[7]: ALLOWED from: a@x.test to: b@one.test origin_ip: 192.0.2.1', 'SPAMDYKE-1'],
  ['simscan:[4711]:SPAM REJECT (12.0/9.0):0.5s:subject:192.0.2.1:a@x.test:b@one.test', 'SIMSCAN-2'],
  ['delivery 3: deferral: /bin/sh:_line_1:_procmail:_command_not_found/', 'SH-4'],
  ['Sorry, no mailbox here by that name. vpopmail (#5.1.1)', 'VDELIVERMAIL-1'],
  ["Sorry, I couldn't find any host named: foo.test. (#4.1.2)", 'REMOTE-6'],
  ['delivery 3: deferral: CNAME_lookup_failed_temporarily_for:_foo.test._(#4.4.3)/', 'REMOTE-5'],
])('%s', (text, id) => {
  expect(idsOf(text)).toEqual([id]);
});

test.each([
  ['quoted-printable', "<u@foo.test>:\nSorry=2C I couldn't find any host named foo.te=\nst. (#5.1.2)\n", 'REMOTE-11'],
  ['HTML', '<p>&lt;u@foo.test&gt;:<br>Sorry, I couldn&#39;t find any host named foo.test. (#5.1.2)</p>', 'REMOTE-11'],
  ['quoted with bars', "| <u@foo.test>:\n| Sorry, I couldn't find any host named\n| foo.test. (#5.1.2)\n", 'REMOTE-11'],
])('the source of a mail: %s', (_, text, id) => {
  expect(idsOf(text)).toEqual([id]);
});

test.each([
  'hello world',
  'unable to open my car door',
  'Permission denied by the landlord',
  '<LI>REMOTE_HOST',
  'the following:',
  'syntax error (OverflowError and ValueError can be produced by',
  'sorry',
  '#4.9.9',
  'the quick brown fox',
  'Nov 24 02:21:08 mail cron[1]: job done',
  '???',
  '\u3053\u3093\u306b\u3061\u306f',
])('%s is not known', (text) => {
  expect(recognise(text)).toEqual([]);
});
