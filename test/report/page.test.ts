import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { deliveryClock } from '../../src/audit/mail-flow.ts';
import type { AuditOutcome } from '../../src/audit/outcome.ts';
import type { LogEvent } from '../../src/qmail/log-events.ts';
import type { Language } from '../../src/qmail/message.ts';
import { htmlReport, type PageExtras } from '../../src/report/page/page.ts';
import { auditImage } from '../support/audit.ts';
import { brokenOutcome, HOSTILE, hostileOutcome, manyFindings } from '../support/page.ts';
import { setUp } from '../support/setup.ts';

const page = (outcome: AuditOutcome, language: Language = 'en', extras: PageExtras = {}) =>
  [...htmlReport(outcome, { language }, extras)].join('');

/** What stands between the tags of the page, its own style and script left out. */
const body = (text: string) => text.replace(/<(style|script)>.*?<\/\1>/gs, '');

const flow = (text: string): PageExtras => ({
  flow: {
    deliveries: [],
    reports: [{ status: 'failure', text, count: 3 }],
    queueAge: [{ upTo: 3600, messages: 1 }],
  },
});

test.each(['en', 'ja'] as const)('%s: no text of the machine becomes markup', async (language) => {
  const text = page(await hostileOutcome(language), language, flow(HOSTILE[2] as string));
  expect(text.match(/<script\b/g)).toHaveLength(1);
  expect(text.match(/<style\b/g)).toHaveLength(1);
  expect(body(text)).not.toMatch(/<(img|iframe|object|embed)\b|<svg onload|<b>&/);
  expect(body(text).replace(/="[^"]*"/g, '')).not.toMatch(/<[a-z][^>]*\son[a-z]+/i);
  expect(body(text)).not.toMatch(/<!--/);
  expect(text).toContain('&lt;/script&gt;&lt;script&gt;');
});

test('what could steer a terminal or turn the reading direction is shown as an escape', async () => {
  const text = page(await hostileOutcome());
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/);
  expect(text).toContain('\\x1b[2J');
  expect(text).toContain('\\u{202e}evil');
  expect(text).toContain('a\\x0db');
});

test('a name of ten thousand characters is there whole, in a box of its own', async () => {
  const text = page(await hostileOutcome());
  expect(text).toContain('long '.repeat(2000));
  expect(text).toContain('data-long tabindex="0"');
});

test('the policy lets nothing in but the own style and script, by their hashes', async () => {
  const text = page(await brokenOutcome());
  const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(text)?.[1];
  const hashOf = (tag: string) => {
    const inside = new RegExp(`<${tag}>(.*?)</${tag}>`, 's').exec(text)?.[1] ?? '';
    return `'sha256-${createHash('sha256').update(inside).digest('base64')}'`;
  };
  expect(policy?.split('; ')).toEqual([
    "default-src 'none'",
    `script-src ${hashOf('script')}`,
    `style-src ${hashOf('style')}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ]);
});

test('nothing is loaded from anywhere', async () => {
  const text = page(await brokenOutcome());
  expect(text).not.toMatch(/\b(src|srcset|action|poster|data)="/);
  expect(text).not.toMatch(/@import|url\((?!["']?data:)/);
  for (const [, href] of text.matchAll(/\shref="([^"]*)"/g)) expect(href).toMatch(/^(#|data:)/);
});

test.each([
  ['en', 'Errors', 'Copy'],
  ['ja', 'エラー', 'コピー'],
] as const)('%s: the words are of that language, qmail’s line is not translated', async (language, heading, copy) => {
  const text = page(await brokenOutcome(language), language);
  expect(text).toContain(`<html lang="${language}">`);
  expect(text).toContain(heading);
  expect(text).toContain(`>${copy}</button>`);
  expect(text).toContain('deferral: Unable_to_chdir_to_maildir._(#4.2.1)/');
});

test('the Japanese page says all that the English one says', async () => {
  const counted = async (language: Language) => {
    const text = page(await brokenOutcome(language), language);
    return ['<details', '<dt>', '<section', '<h2', '<h3', '<button'].map((tag) => text.split(tag).length);
  };
  expect(await counted('ja')).toEqual(await counted('en'));
});

test('the page comes in pieces, none of which grows with the report', async () => {
  const longest = (outcome: AuditOutcome) =>
    Math.max(...[...htmlReport(outcome, { language: 'en' })].map((piece) => piece.length));
  const few = longest(await brokenOutcome());
  expect(longest(await manyFindings(1000))).toBeLessThan(few + 60 * 1000 + 5000);
});

test('with a log at hand deliveries are drawn in equal spans of time, with their numbers', async () => {
  const clock = deliveryClock();
  const delivered = (time: number, status: 'success' | 'failure') =>
    clock.observe({ kind: 'delivery', time, report: { status } } as LogEvent);
  for (const minute of [0, 1, 2, 300]) delivered(1_700_000_000 + minute * 60, 'success');
  delivered(1_700_000_000 + 300 * 60, 'failure');
  delivered(Number.NaN, 'failure');
  const spans = clock.spans();
  const gaps = new Set(spans.slice(1).map(({ from }, at) => from.getTime() - (spans[at]?.from.getTime() ?? 0)));
  expect([...gaps]).toEqual([600_000]);
  expect(spans.reduce((sum, { success }) => sum + success, 0)).toBe(4);
  expect(spans.at(-1)).toMatchObject({ success: 1, failure: 1, deferral: 0 });
  const text = page(await brokenOutcome(), 'en', { flow: { deliveries: spans, reports: [], queueAge: [] } });
  expect(text.match(/<path class="fill/g)).toHaveLength(3);
  expect(text).toContain('<th scope="row">');
});

test('what has a line in the log is not said to be in no log', async () => {
  const { findings, ...outcome } = await auditImage(
    setUp({
      '/home/alice/.qmail': './Maildir/\r\n',
      '/var/qmail/users/assign': 'joe:alice:3001:100:/home/alice:::\n.\n',
      '/var/qmail/users/cdb': 'compiled',
    }),
  );
  const only = (rule: string) => page({ ...outcome, findings: findings.filter((each) => each.rule === rule) });
  const vanishes = only('dot-qmail-cr');
  expect(vanishes).toContain('in no log</span></summary>');
  expect(vanishes).toMatch(/data-tile="silent"[^>]*><b>1</);
  const bounces = only('assign-first-letter');
  expect(bounces).toContain('failure: Sorry,_no_mailbox_here_by_that_name._(#5.1.1)/');
  expect(bounces).not.toContain('in no log</span></summary>');
  expect(bounces).toMatch(/data-tile="silent"[^>]*><b>0</);
});
