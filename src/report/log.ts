/** What a log says, as JSON (`log.schema.json`) and for a person. */
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

export function* logJson(log: ReadLog, language: Language): Generator<string> {
  const { counts, reports, notices, servers } = log.reader;
  const { success, failure, deferral } = counts;
  const said = notices.all().map((notice) => noticeJson(notice, log, language));
  const whole = {
    format: 'qmail-lint/log',
    version: 1,
    files: log.files,
    skipped: log.unread.map(({ path, reason }) => ({ kind: 'could-not', path: textOf(path), reason: textOf(reason) })),
    from: isoOf(counts.from),
    to: isoOf(counts.to),
    lines: counts.lines,
    otherLines: counts.others,
    undatedLines: counts.undated,
    messages: counts.messages,
    ended: counts.ended,
    deliveries: { success, failure, deferral, mangled: counts.mangled },
    bounces: counts.bounces,
    doubleBounces: counts.doubleBounces,
    tripleBounces: counts.tripleBounces,
    exits: counts.exits,
    reports: mostFirst(reports.all()).map((report) => reportJson(report, log, language)),
    alerts: said.filter(({ text }) => text.startsWith('alert: ')),
    warnings: said.filter(({ text }) => !text.startsWith('alert: ')),
    servers: { ...servers.counts, lines: servers.notices().map((notice) => noticeJson(notice, log, language)) },
    ...(log.lives === null
      ? {}
      : {
          lives: log.lives.all().map(lifeJson),
          moreLives: log.lives.more(),
          soughtRecipients: log.recipients.map(textOf),
        }),
  };
  yield `${JSON.stringify(whole, null, 2)}\n`;
}

function reportJson(report: Report, { rules, findings }: ReadLog, language: Language) {
  const { status, text, count, message, expired, first, last, recipients, examples } = report;
  return {
    status,
    text: textOf(text),
    count,
    message,
    expired,
    first: isoOf(first),
    last: isoOf(last),
    recipients: recipients.size,
    recipientsMore: recipients.size >= RECIPIENTS,
    examples: examples.map(textOf),
    meaning: message === null ? null : messageOf(message).meaning[language],
    rules: rulesFor(report, rules),
    ...causesJson({ message, text: textOf(text), expired }, findings),
  };
}

/** What on the host causes it; absent where there was no host to look at. */
function causesJson(line: Parameters<typeof causing>[1], findings: ReadLog['findings']) {
  if (findings === null) return {};
  return {
    findings: causing(findings, line).map(({ rule, severity, message, subject, fingerprint }) => ({
      rule,
      severity,
      message,
      subject,
      fingerprint,
    })),
  };
}

/** A report that queuelifetime made final is prevented by what prevents either. */
function rulesFor({ message, expired }: Report, rules: ReadLog['rules']): string[] {
  return [...new Set([...(message === null ? [] : rules(message)), ...(expired ? rules('SEND-DX') : [])])];
}

function noticeJson({ text, count, message, first, last }: Notice, { rules, findings }: ReadLog, language: Language) {
  return {
    text: textOf(text),
    count,
    message,
    first: isoOf(first),
    last: isoOf(last),
    meaning: message === null ? null : messageOf(message).meaning[language],
    rules: message === null ? [] : rules(message),
    ...causesJson({ message, text: textOf(text), expired: false }, findings),
  };
}

function lifeJson({ message, events }: Life) {
  return {
    message,
    events: events.map(({ kind, time, text, recipient, channel, report }) => ({
      kind,
      time: isoOf(time),
      text: textOf(text),
      recipient: recipient === null ? null : textOf(recipient),
      channel,
      report: report?.message ?? null,
    })),
  };
}

/** One line of a log that is followed, with what it means. */
export function eventLine({ time, text, recipient, report, notice }: LogEvent, language: Language): string {
  const message = report?.message ?? notice?.message ?? null;
  const whom = recipient === null ? '' : ` (${textOf(recipient)})`;
  const meaning =
    message === null ? LOG_WORDS[language].unknown : `${message}: ${messageOf(message).meaning[language]}`;
  return `${safeText(`${isoOf(time) ?? ''} ${textOf(text)}${whom}`.trim())}\n${INDENT}${meaning}\n`;
}

/** The same as a line of JSON. */
export function eventJson({ kind, time, text, recipient, report, notice }: LogEvent, language: Language): string {
  const message = report?.message ?? notice?.message ?? null;
  const meaning = message === null ? null : messageOf(message).meaning[language];
  const whom = recipient === null ? null : textOf(recipient);
  return `${JSON.stringify({ kind, time: isoOf(time), text: textOf(text), recipient: whom, message, meaning })}\n`;
}

function mostFirst(reports: readonly Report[]): Report[] {
  return reports.toSorted((one, other) => other.count - one.count || (one.text < other.text ? -1 : 1));
}

/** With milliseconds where the log has them; null for no time, or one that no date has. */
function isoOf(seconds: number): string | null {
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
  for (const each of shown) yield* entry(each, log, words, colour, look);
  if (shown.length < all.length) yield* lines(words.more(all.length - shown.length), look, '');
}

function* entry(each: Report | Notice, log: ReadLog, words: LogWords, colour: Paint, look: Look): Generator<string> {
  const { text, count, message, first, last } = each;
  const report = 'status' in each ? each : null;
  for (const line of wrapQuote(safeText(textOf(text)), look.width, look)) yield `${colour.log(line)}\n`;
  const from = isoOf(first);
  const more = report !== null && report.recipients.size >= RECIPIENTS;
  const facts = [
    words.times(count),
    ...(report === null || report.recipients.size === 0 ? [] : [words.recipients(report.recipients.size, more)]),
    ...(from === null ? [] : [words.period(from, isoOf(last) ?? '')]),
  ];
  yield* lines(facts.join(look.language === 'ja' ? '、' : ', '), look, INDENT);
  const meaning = message === null ? words.unknown : `${message}: ${messageOf(message).meaning[look.language]}`;
  yield* lines(meaning, look, INDENT);
  if (report?.expired) yield* lines(words.expired, look, INDENT);
  if (message !== null) yield* lines(`${words.remedy}: ${messageOf(message).remedy[look.language]}`, look, INDENT);
  const line = { message, text: textOf(text), expired: report?.expired ?? false };
  const causes = log.findings === null ? [] : causing(log.findings, line);
  for (const cause of causes.slice(0, CAUSES)) yield* lines(`${words.here}: ${safeText(cause.message)}`, look, INDENT);
  if (causes.length > CAUSES) yield* lines(words.moreCauses(causes.length - CAUSES), look, INDENT);
  if (causes.length > 0) return;
  const rules = report === null ? (message === null ? [] : log.rules(message)) : rulesFor(report, log.rules);
  if (rules.length > 0) yield* lines(colour.dim(`${words.rule}: ${someOf(rules, message, words)}`), look, INDENT);
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
