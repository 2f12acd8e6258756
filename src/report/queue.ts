/** The queue for a person: what waits, until when and why, then what is wrong with it. */
import type { Finding } from '../audit/outcome.ts';
import type { QueueOutcome } from '../audit/queue.ts';
import type { GroupBy } from '../audit/queue-groups.ts';
import { summaryOf } from '../audit/queue-summary.ts';
import { type Queued, queued, unprocessed, type WaitingRecipient } from '../audit/queued.ts';
import { type Paint, paint } from './colour.ts';
import type { Look } from './format.ts';
import { groupLines } from './queue-groups.ts';
import { QUEUE_WORDS } from './queue-words.ts';
import { reasonIn } from './reasons.ts';
import { safeText } from './safe-text.ts';
import { WORDS } from './words.ts';
import { wrap, wrapCommand, wrapQuote } from './wrap.ts';

/** Messages that are shown without --all. */
const SHOWN = 50;
const INDENT = 9;

export function* queueTable(outcome: QueueOutcome, by: GroupBy | null, look: Look): Generator<string> {
  const words = QUEUE_WORDS[look.language];
  const colour = paint(look.colour);
  const line = (text: string, show = colour.plain) => wrapped(text, look.width, 0, show);
  yield line(safeText(words.title(outcome.home, outcome.hostname)), colour.bold);
  const summary = summaryOf(outcome);
  yield line(words.counts(summary.messages, summary.unprocessed));
  if (summary.expired + summary.bouncing > 0) yield line(words.more(summary.expired, summary.bouncing));
  if (summary.sending === false) yield line(words.notSending, colour.warning);
  for (const channel of summary.held) yield line(words.held(channel), colour.warning);
  if (outcome.messages.length + outcome.unprocessed.length === 0) yield line(words.empty);
  else if (by === null) {
    yield line(words.clock, colour.dim);
    yield* messageLines(outcome, look, colour);
  } else yield* groupLines(outcome, by, look, colour);
  yield* problemLines(outcome.problems, look, colour);
  if (outcome.suppressed.length > 0) {
    const rules = [...new Set(outcome.suppressed.map(({ rule }) => rule))];
    yield `\n${line(WORDS[look.language].suppressed(outcome.suppressed.length, rules.join(look.language === 'ja' ? '、' : ', ')))}`;
  }
  const could = outcome.skipped.filter(({ kind }) => kind === 'could-not' || look.all || kind === 'not-asked');
  if (could.length > 0) yield `\n${colour.bold(words.could)}\n`;
  for (const { path, reason } of could)
    yield wrapped(
      `${path === undefined ? '' : `${safeText(path)}: `}${safeText(reasonIn(look.language, reason))}`,
      look.width,
      2,
    );
  for (const { rule, error } of outcome.failed)
    yield wrapped(`${WORDS[look.language].failed}: ${rule}: ${safeText(error)}`, look.width, 2);
}

function* messageLines(outcome: QueueOutcome, look: Look, colour: Paint): Generator<string> {
  const words = QUEUE_WORDS[look.language];
  const shown = look.all ? outcome.messages : outcome.messages.slice(0, SHOWN);
  for (const each of shown)
    yield* messageText(
      queued(each, outcome.state.now, (recipient) => outcome.why(each, recipient)),
      outcome,
      look,
      colour,
    );
  const unseen = outcome.unprocessed.slice(0, look.all ? undefined : SHOWN);
  for (const each of unseen) {
    const { id, bytes, queued: at, sender, recipients } = unprocessed(each);
    yield `\n${wrapped(`#${id}  ${clock(at)}  ${bytes ?? '?'}  <${safeText(sender ?? '')}>  ${words.unprocessed}`, look.width, 0, colour.bold)}`;
    for (const { address } of recipients) yield wrapped(safeText(address), look.width, INDENT);
  }
  const left = outcome.messages.length - shown.length + outcome.unprocessed.length - unseen.length;
  if (left > 0) yield `\n${wrapped(words.andMore(left), look.width, 0)}`;
}

function* messageText(message: Queued, { state }: QueueOutcome, look: Look, colour: Paint): Generator<string> {
  const words = QUEUE_WORDS[look.language];
  const { id, born, bytes, sender, bouncing, recipients, expires, bouncesAt } = message;
  const over = expires !== null && state.now !== null && Date.parse(expires) / 1000 < state.now;
  const head = `#${id}  ${clock(born)}  ${bytes}  <${safeText(sender)}>`;
  yield `\n${wrapQuote(head, look.width, look)
    .map((line) => `${colour.bold(line)}\n`)
    .join('')}`;
  const last = bouncesAt === null ? null : clock(bouncesAt);
  const life = [over ? words.over(last) : words.ends(clock(expires), last), ...(bouncing ? [words.bouncing] : [])].join(
    '  ',
  );
  yield wrapped(life, look.width, INDENT, over ? colour.warning : colour.dim);
  for (const recipient of recipients) yield* recipientText(recipient, look, colour);
}

function* recipientText({ channel, address, done, nextAttempt, why }: WaitingRecipient, look: Look, colour: Paint) {
  const words = QUEUE_WORDS[look.language];
  const state = done ? words.done : nextAttempt === null ? '' : words.next(clock(nextAttempt));
  yield quoted(channel, `${safeText(address)}  ${state}`.trimEnd(), look, done ? colour.dim : colour.plain);
  if (why?.last) yield quoted(`  ${words.last}`, `${why.last.status}: ${safeText(why.last.text)}`, look, colour.log);
  if (why?.now) yield quoted(`  ${words.now}`, nowText(why.now, words), look, colour.log);
}

function nowText(
  { status, report }: { status: string; report: string | null },
  words: (typeof QUEUE_WORDS)['en'],
): string {
  if (status === 'unknown') return words.unknown;
  return status === 'success' ? words.arrives : `${status}: ${safeText(report ?? '')}`;
}

/** Problems of one kind stand together; without --all the first speaks for the others. */
function* problemLines(problems: readonly Finding[], look: Look, colour: Paint): Generator<string> {
  if (problems.length === 0) return;
  yield `\n${colour.bold(QUEUE_WORDS[look.language].problems)} (${problems.length})\n`;
  const groups = new Map<string, Finding[]>();
  for (const [index, each] of problems.entries()) {
    const key = look.all ? String(index) : each.fold;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [each]);
    else if (group.length <= ALSO) group.push(each);
  }
  const counts = new Map<string, number>();
  for (const { fold } of problems) counts.set(fold, (counts.get(fold) ?? 0) + 1);
  for (const [first, ...others] of groups.values())
    if (first !== undefined) yield* problemText(first, others, counts.get(first.fold) ?? 1, look, colour);
}

/** Places that are named beside the first. */
const ALSO = 3;

function* problemText(
  { severity, message, prevents, remedy, rule }: Finding,
  others: readonly Finding[],
  count: number,
  look: Look,
  colour: Paint,
): Generator<string> {
  const words = WORDS[look.language];
  const show = severity === 'error' ? colour.error : severity === 'warning' ? colour.warning : colour.plain;
  yield `\n${labelled(words.severity[severity], safeText(message), look, show)}`;
  for (const { where, status, text, meaning } of prevents)
    yield text === null
      ? labelled(words.where[where], meaning, look, colour.plain)
      : quoted(
          words.where[where],
          safeText(where === 'log' && status === 'deferral' ? `deferral: ${text}` : text),
          look,
          colour.log,
        );
  yield labelled(words.remedy, safeText(remedy.text), look, colour.plain);
  if (remedy.command !== null)
    for (const each of wrapCommand(safeText(remedy.command), look.width - INDENT - 2))
      yield `${' '.repeat(INDENT + 2)}${colour.command(each)}\n`;
  if (others.length > 0) {
    const left = count - 1 - others.length;
    const places = others.map(({ subject }) => safeText(subject.path ?? ''));
    yield labelled(words.also, [...places, ...(left > 0 ? [words.more(left)] : [])].join('\n'), look, colour.plain);
  }
  yield labelled(words.rule, rule, look, colour.dim);
}

function labelled(label: string, text: string, look: Look, show: (line: string) => string): string {
  return besides(label, wrap(text, look.width - INDENT), show);
}

/** What is qmail's, or an address: whole where no terminal shows it. */
function quoted(label: string, text: string, look: Look, show: (line: string) => string): string {
  return besides(label, wrapQuote(text, look.width - INDENT, look), show);
}

function besides(label: string, lines: readonly string[], show: (line: string) => string): string {
  const pad = label + ' '.repeat(Math.max(INDENT - widthOf(label), 1));
  return lines.map((line, index) => `${index === 0 ? pad : ' '.repeat(INDENT)}${show(line)}\n`).join('');
}

/** Labels are ASCII or kana and kanji, which take two columns. */
function widthOf(label: string): number {
  return [...label].reduce((sum, character) => sum + (character > '\u2e80' ? 2 : 1), 0);
}

function wrapped(text: string, width: number, indent: number, show: (line: string) => string = (line) => line): string {
  return wrap(text, width - indent)
    .map((line) => `${' '.repeat(indent)}${show(line)}\n`)
    .join('');
}

/** `2026-11-24 02:08:13`, UTC as qmail-qread. */
export function clock(time: string | null): string {
  return time === null ? '?' : time.replace('T', ' ').replace('Z', '');
}
