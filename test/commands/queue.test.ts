/** The queue against what qmail-qread and qmail-qstat printed of it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import stringWidth from 'string-width';
import { afterAll, describe, expect, test } from 'vitest';
import { lookThroughQueue, reportKey } from '../../src/audit/queue.ts';
import { groupsOf } from '../../src/audit/queue-groups.ts';
import { openTarget } from '../../src/audit/target.ts';
import { type Image, imageHost } from '../../src/host/image.ts';
import type { QueuedRecipient } from '../../src/qmail/queue-message.ts';
import { byteString, readCases } from '../support/cases.ts';
import { run } from '../support/run.ts';
import { type Setup, setUp } from '../support/setup.ts';

interface QueueCase {
  readonly name: string;
  readonly now: number;
  readonly image: Image;
  readonly said: { readonly 'qmail-qstat': string; readonly 'qmail-qread': string };
}

const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

let count = 0;
function file(image: Image): string {
  count += 1;
  const path = join(dir, `${count}.json`);
  writeFileSync(path, JSON.stringify(image));
  return path;
}

const valid = new Ajv({ allowUnionTypes: true, formats: { 'date-time': true } }).compile(
  JSON.parse(readFileSync('docs/schemas/queue.schema.json', 'utf8')),
);

// biome-ignore lint/suspicious/noExplicitAny: JSON, checked against its schema
async function queue(image: Image, ...args: string[]): Promise<any> {
  const { out, exit, err } = await run(['queue', '--image', file(image), '--format', 'json', ...args]);
  expect(err).toBe('');
  const report = JSON.parse(out);
  expect(valid(report), JSON.stringify(valid.errors?.slice(0, 3))).toBe(true);
  expect(report.failed).toEqual([]);
  return { ...report, exit };
}

/** As qmail-qread prints it (qmail-qread.c:121). */
// biome-ignore lint/suspicious/noExplicitAny: JSON, checked against its schema
function qread({ id, born, bytes, sender, bouncing, recipients }: any): string {
  const date = new Date(born);
  const month = date.toLocaleString('en', { month: 'short', timeZone: 'UTC' });
  const time = born.slice(11, 19);
  const printable = (text: string) => bytesOf(text).replace(/[^\x20-\x7e]/g, '_');
  const head = `${date.getUTCDate()} ${month} ${date.getUTCFullYear()} ${time} GMT  #${id}  ${bytes}  <${printable(sender)}> ${bouncing ? ' bouncing' : ''}\n`;
  const lines = recipients.map(
    (each: { done: boolean; channel: string; address: string }) =>
      `${each.done ? '  done' : ''}\t${each.channel}\t${printable(each.address)}\n`,
  );
  return head + lines.join('');
}

function bytesOf(text: string): string {
  return byteString(text).replace(/\\x([0-9a-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

const DAMAGED: Record<string, string[]> = {
  'lost-mess': ['message-lost queue/mess/7/2884391'],
  'renamed-inode': [
    'stray-name queue/mess/1/2884477.x',
    'stray-name queue/mess/19/2884472.x',
    'stray-name queue/mess/22/2884475.x',
  ],
  'wrong-owner': ['info-unusable queue/info/19/2884472', 'message-file queue/mess/19/2884472'],
  'stale-pid': ['pid-stale queue/pid/1234.5678'],
};

describe.each(readCases<QueueCase>('queues'))('$name', ({ name, image, said }) => {
  test('says what qmail-qstat and qmail-qread said', async () => {
    const { summary, messages } = await queue(image);
    expect(
      `messages in queue: ${summary.messages}\nmessages in queue but not yet preprocessed: ${summary.unprocessed}\n`,
    ).toBe(said['qmail-qstat']);
    const blocks = said['qmail-qread'].replace(/^warning: .*\n/gm, '').split(/(?<=\n)(?=\d)/);
    const sorted = (texts: string[]) => texts.filter((text) => text !== '').sort();
    expect(sorted(messages.map(qread))).toEqual(sorted(blocks));
  });

  test('names what is damaged, and nothing else', async () => {
    const { problems, exit, skipped } = await queue(image);
    const found = problems.map((each: { rule: string; path: string }) => `${each.rule} ${each.path}`);
    expect(found.sort()).toEqual(DAMAGED[name] ?? []);
    expect(skipped).toEqual([]);
    expect(exit).toBe(DAMAGED[name] === undefined ? 0 : 1);
  });

  test.each(['en', 'ja'])('fits 80 columns in %s', async (lang) => {
    for (const by of [[], ['--by', 'reason'], ['--by', 'domain'], ['--by', 'age']]) {
      const args = ['queue', '--image', file(image), '--lang', lang, '--color', 'never', ...by];
      const { out } = await run(args, { columns: 80 });
      expect(out.split('\n').filter((line) => stringWidth(line) > 80)).toEqual([]);
      expect(out).not.toMatch(/undefined|NaN|\u001b/);
    }
  });
});

test('the next attempt is the time that qmail-send wrote down, the end comes with an attempt', async () => {
  const mixed = readCases<QueueCase>('queues').find(({ name }) => name === 'mixed');
  if (mixed === undefined) throw new Error('no case mixed');
  const { messages } = await queue(mixed.image);
  const [first] = messages;
  expect(first).toMatchObject({ born: '2026-11-24T02:08:13Z', expires: '2026-12-01T02:08:13Z' });
  const next = first.recipients.map((each: { nextAttempt: string | null }) => each.nextAttempt);
  const [local, remote] = ['2026-11-24T02:09:53Z', '2026-11-24T02:14:53Z'];
  expect(next).toEqual([local, null, remote, remote]);
  // The first squares of multiples of 10 and of 20 beyond 604800 are 608400 of both.
  expect(first.bouncesAt).toBe(new Date((1795486093 + 608400) * 1000).toISOString().replace('.000Z', 'Z'));
});

test('the table says which zone its times are of, and when what still fails will bounce', async () => {
  const cases = readCases<QueueCase>('queues');
  const [mixed, aged] = ['mixed', 'aged-over-lifetime'].map(
    (wanted) => cases.find(({ name }) => name === wanted)?.image,
  );
  if (mixed === undefined || aged === undefined) throw new Error('a case is missing');
  const { out } = await run(['queue', '--image', file(mixed)]);
  expect(out).toContain('\nAll times are UTC.\n');
  expect(out).toContain('expires 2026-12-01 02:08:13, what fails bounces 2026-12-01 03:08:13');
  expect((await run(['queue', '--image', file(aged), '--lang', 'ja'])).out).toContain(
    '期限切れ、失敗すれば 2026-11-24',
  );
  const byReason = await run(['queue', '--image', file(mixed), '--by', 'reason']);
  expect(byReason.out).toMatch(/ {2}would be delivered\n/);
  expect(byReason.out).not.toContain('did_1');
});

test('what is left out of a long list of messages that are not preprocessed is counted', async () => {
  const number = Array.from({ length: 60 }, (_, index) => 1000 + index);
  const todo = (id: number) => [
    [`${Q}/mess/${id % 23}/${id}`, { type: 'file', owner: 'qmailq:qmail', mode: '0644', content: 'x\n' }],
    [`${Q}/todo/${id}`, { type: 'file', owner: 'qmailq:qmail', mode: '0644', content: 'u1\0p2\0Fa@b\0Tc@d\0' }],
  ];
  const { out } = await run(['queue', '--image', file(setUp(Object.fromEntries(number.flatMap(todo))))]);
  expect(out.match(/not yet preprocessed\n/g)).toHaveLength(50);
  expect(out).toContain('and 10 more messages (--all lists them)');
});

const Q = '/var/qmail/queue';
const waiting: Setup = {
  '/home/alice/Maildir': null,
  [`${Q}/mess/5/2884366`]: { type: 'file', owner: 'qmailq:root', mode: '0644', content: 'x\n', mtime: 1795486089 },
  [`${Q}/info/5/2884366`]: {
    type: 'file',
    owner: 'qmails:qmail',
    mode: '0600',
    content: 'Fs@one.test\0',
    mtime: 1795486089,
  },
  [`${Q}/local/5/2884366`]: {
    type: 'file',
    owner: 'qmails:qmail',
    mode: '0600',
    content: 'Talice@one.test\0Dbob@one.test\0',
  },
};

test('why it waits is traced from where it stands in the queue', async () => {
  const { messages, groups } = await queue(setUp(waiting), '--by', 'reason');
  expect(messages[0].recipients[0].why.now).toMatchObject({ status: 'deferral', message: 'LOCAL-20' });
  expect(groups.groups).toMatchObject([
    { key: 'deferral: Unable_to_chdir_to_maildir._(#4.2.1)/', messages: 1, recipients: 1 },
  ]);
});

test('a reason that configuration cannot tell is said in words', async () => {
  const mixed = readCases<QueueCase>('queues').find(({ name }) => name === 'mixed');
  if (mixed === undefined) throw new Error('no case mixed');
  const { out } = await run(['queue', '--image', file(mixed.image), '--no-dns', '--by', 'reason', '--lang', 'ja']);
  expect(out).toContain('設定からはわかりません');
  expect(out).not.toContain('unknown');
});

test('what a log said last of a recipient comes before what would happen now', async () => {
  const target = openTarget(imageHost(setUp(waiting)), {});
  const last = { status: 'deferral', text: 'Connected_but_sender_was_rejected./', message: null, time: null };
  const outcome = await lookThroughQueue(target, {
    wording: { language: 'en', variant: 'notqmail' },
    all: false,
    lastReports: async () => new Map([[reportKey('2884366', 'local', 'alice@one.test'), last]]),
  });
  const [message] = outcome.messages;
  expect(message && outcome.why(message, message.recipients[0] as QueuedRecipient).last).toEqual(last);
  expect(groupsOf(outcome, 'reason').map(({ key }) => key)).toEqual([`deferral: ${last.text}`]);
});

test('the log of each case tells the last report of each recipient', async () => {
  const mixed = readCases<QueueCase & { log: string[] }>('queues').find(({ name }) => name === 'mixed');
  if (mixed === undefined) throw new Error('no case mixed');
  const log = join(dir, 'send.log');
  writeFileSync(log, `${mixed.log.join('\n')}\n`);
  const { messages } = await queue(mixed.image, '--log', log);
  const kept = setUp({ '/var/log/qmail/current': `${mixed.log.join('\n')}\n` }, mixed.image);
  expect((await queue(kept)).messages).toEqual(messages);
  expect((await queue(kept, '--no-log')).messages).not.toEqual(messages);
  const texts = messages.flatMap(({ recipients }: { recipients: { why: { last: { text: string } } | null }[] }) =>
    recipients.map(({ why }) => why?.last.text ?? null),
  );
  const [maildir, connect] = [
    'Unable_to_chdir_to_maildir._(#4.2.1)/',
    "Sorry,_I_wasn't_able_to_establish_an_SMTP_connection._(#4.4.1)/",
  ];
  expect(texts).toEqual([maildir, null, connect, connect, maildir, connect]);
});

test('a rewritten local recipient is not routed again', async () => {
  const { messages } = await queue(
    setUp({
      ...waiting,
      '/var/qmail/control/virtualdomains': 'two.test:bob\n',
      '/home/bob/.qmail-info': './Maildir/\n',
      [`${Q}/local/5/2884366`]: { type: 'file', owner: 'qmails:qmail', mode: '0600', content: 'Tbob-info@two.test\0' },
    }),
  );
  expect(messages[0].recipients[0].why.now).toMatchObject({ status: 'success', report: 'did_1+0+0/' });
});

test('problems of one kind stand together, and --all names each', async () => {
  const strays = Object.fromEntries(
    Array.from({ length: 9 }, (_, number) => [
      `${Q}/mess/1/${number}.x`,
      { type: 'file', owner: 'qmailq:root', mode: '0644', content: '' },
    ]),
  );
  const image = file(setUp(strays));
  const { out } = await run(['queue', '--image', image]);
  expect(out).toMatch(/Problems \(9\)/);
  expect(out.match(/is not named like a message/g)).toHaveLength(1);
  expect(out).toMatch(/and 5 more/);
  const all = await run(['queue', '--image', image, '--all']);
  expect(all.out.match(/is not named like a/g)).toHaveLength(9);
});

test('big-todo and another split are told from the tree', async () => {
  const setup: Record<string, unknown> = {};
  for (const tree of ['mess', 'info', 'local', 'remote', 'todo', 'intd'])
    for (let number = 0; number < 31; number += 1)
      setup[`${Q}/${tree}/${number}`] = {
        type: 'dir',
        owner: /mess|todo|intd/.test(tree) ? 'qmailq:qmail' : 'qmails:qmail',
        mode: /mess|todo/.test(tree) ? '0750' : '0700',
      };
  setup[`${Q}/mess/7/69`] = { type: 'file', owner: 'qmailq:root', mode: '0644', content: 'x\n' };
  setup[`${Q}/todo/7/69`] = { type: 'file', owner: 'qmailq:root', mode: '0644', content: 'u1\0p2\0Fa@b\0Tc@d\0' };
  const { summary, unprocessed, problems } = await queue(setUp(setup as Setup));
  expect(problems).toEqual([]);
  expect(summary).toMatchObject({ messages: 1, unprocessed: 1 });
  expect(unprocessed).toMatchObject([{ id: 69, sender: 'a@b', recipients: [{ address: 'c@d' }], uid: 1, qp: 2 }]);
});

test('hostile bytes neither reach the terminal nor break the JSON', async () => {
  const nasty = 'T\u001b[31mx\u0007\n\u0085\r@\u202eone.test\0';
  const setup = { ...waiting, [`${Q}/mess/3/a\u001b[2J`]: { type: 'file', owner: 'root', mode: '0644', content: '' } };
  const image = setUp({
    ...setup,
    [`${Q}/local/5/2884366`]: { type: 'file', owner: 'qmails:qmail', mode: '0600', content: nasty },
  });
  await queue(image);
  const { out } = await run(['queue', '--image', file(image)]);
  expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
});
