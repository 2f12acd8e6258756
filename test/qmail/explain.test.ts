/** Every message of the catalogue is recognised in every form in which a person may paste it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rulesAgainst } from '../../src/audit/causes.ts';
import { RULES } from '../../src/checks/index.ts';
import { recogniser } from '../../src/qmail/explain.ts';
import { MESSAGES, type Message } from '../../src/qmail/message.ts';
import { logsafe } from '../../src/qmail/trace.ts';

const recognise = recogniser();
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

test.each([
  'hello world',
  'the quick brown fox',
  'Nov 24 02:21:08 mail cron[1]: job done',
  '???',
  '\u3053\u3093\u306b\u3061\u306f',
])('%s is not known', (text) => {
  expect(recognise(text)).toEqual([]);
});
