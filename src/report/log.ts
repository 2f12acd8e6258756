/** What a log says, for a person. */
import type { Finding } from '../audit/outcome.ts';
import { causing } from '../audit/seen.ts';
import { textOf } from '../host/bytes.ts';
import type { CouldNotCheck } from '../host/host.ts';
import type { LogReader } from '../qmail/log.ts';
import type { LogEvent } from '../qmail/log-events.ts';
import type { Life, Lives } from '../qmail/log-lives.ts';
import type { Notice } from '../qmail/log-notices.ts';
import { RECIPIENTS, type Report } from '../qmail/log-reports.ts';
import { type Language, messageOf } from '../qmail/message.ts';
import { type Paint, paint } from './colour.ts';
import type { Look } from './format.ts';
import { LOG_WORDS, type LogWords } from './log-words.ts';
import { reasonIn } from './reasons.ts';
import { safeText } from './safe-text.ts';
import { wrap, wrapQuote } from './wrap.ts';

export interface ReadLog {
  readonly reader: LogReader;
  /** The lives of messages, where they were asked for. */
  readonly lives: Lives | null;
  /** The recipient whose messages were asked for, in each form in which the log may have it. */
  readonly recipients: readonly string[];
  /** The ids of the rules that prevent a message. */
  readonly rules: (message: string) => readonly string[];
  readonly files: readonly string[];
  /** Of these, what could not be read. */
  readonly unread: readonly CouldNotCheck[];
  /** Whether only a period was asked for. */
  readonly isFiltered: boolean;
  /** Of the host, those that lead to one of its lines; null where there was no host to look at. */
  readonly findings: readonly Finding[] | null;
}

/** One line of a log that is followed, with what it means where something went wrong. */
export function eventLine({ kind, time, text, recipient, report, notice }: LogEvent, language: Language): string {
  const whom = recipient === null || kind === 'start' ? '' : ` (${textOf(recipient)})`;
  const said = `${safeText(`${isoOf(time) ?? ''} ${textOf(text)}${whom}`.trim())}\n`;
  if (kind !== 'triple' && notice === null && (report === null || report.status === 'success')) return said;
  const message = kind === 'triple' ? 'SEND-B3' : (report?.message ?? notice?.message ?? null);
  const meaning =
    message === null ? LOG_WORDS[language].unknown : `${message}: ${messageOf(message).meaning[language]}`;
  return `${said}${INDENT}${meaning}\n`;
}

/** A report that queuelifetime made final is prevented by what prevents either. */
export function rulesFor({ message, expired }: Report, rules: ReadLog['rules']): string[] {
  return [...new Set([...(message === null ? [] : rules(message)), ...(expired ? rules('SEND-DX') : [])])];
}

export function mostFirst(reports: readonly Report[]): Report[] {
  return reports.toSorted((one, other) => other.count - one.count || (one.text < other.text ? -1 : 1));
}

/** With milliseconds where the log has them; null for no time, or one that no date has. */
export function isoOf(seconds: number): string | null {
  const date = new Date(Math.floor(seconds * 1000 + 1e-4));
  return Number.isNaN(date.getTime()) ? null : date.toISOString().replace('.000Z', 'Z');
}

const LISTED = 15;
/** Findings that are named for one report. */
const CAUSES = 3;
const RULES = 4;
const INDENT = '  ';

export function* logTable(log: ReadLog, look: Look): Generator<string> {
  const words = LOG_WORDS[look.language];
  const colour = paint(look.colour);
  yield* summary(log, words, colour, look);
  if (log.lives !== null) return yield* lives(log.lives.all(), log.recipients, words, colour, look);
  const reports = mostFirst(log.reader.reports.all());
  for (const status of ['failure', 'deferral'] as const)
    yield* listed(
      words.status[status],
      reports.filter((report) => report.status === status),
      log,
      look,
    );
  const notices = log.reader.notices.all();
  const isAlert = ({ text }: Notice) => text.startsWith('alert: ');
  yield* listed(words.alerts, notices.filter(isAlert), log, look);
  yield* listed(
    words.warnings,
    notices.filter((each) => !isAlert(each)),
    log,
    look,
  );
  yield* listed(words.servers, log.reader.servers.notices(), log, look);
}

function* summary(
  { reader, unread, isFiltered }: ReadLog,
  words: LogWords,
  colour: Paint,
  look: Look,
): Generator<string> {
  const { counts, servers } = reader;
  const { ok, deny, blocked, blockedTemporarily, accepted, rejected } = servers.counts;
  const from = isoOf(counts.from);
  const said = [
    colour.bold(from === null ? words.noTime : words.period(from, isoOf(counts.to) ?? '')),
    words.totals(counts.messages, counts.success, counts.failure, counts.deferral),
    ...(counts.bounces + counts.tripleBounces > 0
      ? [words.bounces(counts.bounces, counts.doubleBounces, counts.tripleBounces)]
      : []),
    ...(ok + deny > 0 ? [words.connections(ok, deny)] : []),
    ...(blocked + blockedTemporarily > 0 ? [words.blocked(blockedTemporarily, blocked)] : []),
    ...(accepted + rejected > 0 ? [words.envelopes(accepted, rejected)] : []),
    ...(counts.undated > 0 ? [words.undated(counts.undated)] : []),
    ...(counts.messages + counts.success + counts.failure + counts.deferral === 0
      ? [words.nothing(counts.lines, isFiltered)]
      : []),
    ...unread.map(({ path, reason }) =>
      words.unread(safeText(textOf(path)), safeText(reasonIn(look.language, textOf(reason)))),
    ),
  ];
  for (const text of said) yield* lines(text, look, '');
}

function* listed(heading: string, all: readonly (Report | Notice)[], log: ReadLog, look: Look): Generator<string> {
  if (all.length === 0) return;
  const words = LOG_WORDS[look.language];
  const colour = paint(look.colour);
  yield `\n${colour.bold(heading)}\n`;
  const shown = look.all ? all : all.slice(0, LISTED);
  const told = new Set<string>();
  for (const each of shown) yield* entry(each, told, log, words, colour, look);
  if (shown.length < all.length) yield* lines(words.more(all.length - shown.length), look, '');
}

/** `told`: messages whose meaning stands above; a hundred hosts that do not exist have one. */
function* entry(
  each: Report | Notice,
  told: Set<string>,
  log: ReadLog,
  words: LogWords,
  colour: Paint,
  look: Look,
): Generator<string> {
  const { text, count, message, first, last } = each;
  const report = 'status' in each ? each : null;
  const expired = report?.expired ?? false;
  if (text === '') yield `${colour.dim(words.noText)}\n`;
  else for (const line of wrapQuote(safeText(textOf(text)), look.width, look)) yield `${colour.log(line)}\n`;
  const [from, to] = [isoOf(first), isoOf(last)];
  const more = report !== null && report.recipients.size >= RECIPIENTS;
  const facts = [
    words.times(count),
    ...(report === null || report.recipients.size === 0 ? [] : [words.recipients(report.recipients.size, more)]),
    ...(from === null ? [] : [from === to ? from : words.period(from, to ?? '')]),
  ];
  yield* lines(facts.join(look.language === 'ja' ? '、' : ', '), look, INDENT);
  const key = `${message} ${expired}`;
  const isTold = message !== null && told.has(key);
  told.add(key);
  if (isTold) yield* lines(words.asAbove(message), look, INDENT);
  else yield* meaningLines(message, expired, words, look);
  const causes = log.findings === null ? [] : causing(log.findings, { message, text: textOf(text), expired });
  for (const cause of causes.slice(0, CAUSES)) yield* lines(`${words.here}: ${safeText(cause.message)}`, look, INDENT);
  if (causes.length > CAUSES) yield* lines(words.moreCauses(causes.length - CAUSES), look, INDENT);
  if (causes.length > 0 || isTold) return;
  const rules = report === null ? (message === null ? [] : log.rules(message)) : rulesFor(report, log.rules);
  if (rules.length > 0) yield* lines(colour.dim(`${words.rule}: ${someOf(rules, message, words)}`), look, INDENT);
}

function* meaningLines(message: string | null, expired: boolean, words: LogWords, look: Look): Generator<string> {
  const meaning = message === null ? words.unknown : `${message}: ${messageOf(message).meaning[look.language]}`;
  yield* lines(meaning, look, INDENT);
  if (expired) yield* lines(words.expired, look, INDENT);
  if (message !== null) yield* lines(`${words.remedy}: ${messageOf(message).remedy[look.language]}`, look, INDENT);
}

/** Where nothing is known of the host, one report has two dozen possible causes. */
function someOf(rules: readonly string[], message: string | null, words: LogWords): string {
  if (rules.length <= RULES || message === null) return rules.join(', ');
  return `${rules.slice(0, RULES).join(', ')} ${words.moreRules(rules.length - RULES, message)}`;
}

function* lives(
  all: readonly Life[],
  recipients: readonly string[],
  words: LogWords,
  colour: Paint,
  look: Look,
): Generator<string> {
  if (all.length === 0) yield* lines(words.noLife(recipients.map((each) => safeText(textOf(each)))), look, '');
  for (const { message, events } of all) {
    yield `\n${colour.bold(words.life(message))}\n`;
    for (const { time, text, kind, report } of events) {
      const to = kind === 'delivery' && report?.message ? `  [${report.message}]` : '';
      const said = `${isoOf(time) ?? ''} ${safeText(textOf(text))}${to}`.trim();
      for (const line of wrapQuote(said, look.width - INDENT.length, look)) yield `${INDENT}${line}\n`;
    }
  }
}

function* lines(text: string, look: Look, indent: string): Generator<string> {
  for (const line of wrap(text, look.width - indent.length)) yield `${indent}${line}\n`;
}
