/** What a mail says: subject, plain text for a terminal, and lines for the system's log. */
import stringWidth from 'string-width';
import type { AuditOutcome, Finding } from '../audit/outcome.ts';
import type { Changes, Item, Unchecked, Worse } from '../mail/diff.ts';
import type { Failure } from '../mail/send.ts';
import type { Entry } from '../mail/state.ts';
import type { Language } from '../qmail/message.ts';
import { paint } from './colour.ts';
import { groupsOf } from './groups.ts';
import { MAIL_WORDS, type MailWords } from './mail-words.ts';
import { reasonIn } from './reasons.ts';
import { safeText } from './safe-text.ts';
import { LABEL, type Line, row } from './table.ts';
import { WORDS } from './words.ts';
import { headOf, wrap } from './wrap.ts';

export interface MailReport {
  readonly outcome: AuditOutcome;
  readonly changes: Changes;
  /** Nothing was remembered. */
  readonly first: boolean;
  /** Nothing has changed: this only says that all is looked at. */
  readonly heartbeat: boolean;
  /** Runs since the last mail, with this one. */
  readonly checks: number;
  /** The last mail, ISO 8601. */
  readonly last: string | null;
  readonly host: string;
  /** What must be said of the state or the sending. */
  readonly notes: readonly string[];
  readonly version: string;
  /** The file. */
  readonly state: string;
  readonly language: Language;
}

/** RFC 5322 asks for 78. */
export const MAIL_WIDTH = 78;
/** Kinds that are told in full. */
export const FULL = 60;
/** Lines of what is only listed. */
export const SHORT = 40;

export function mailSubject(report: MailReport): string {
  const words = MAIL_WORDS[report.language];
  const { summary } = report.outcome;
  const what = report.heartbeat
    ? words.unchanged(report.checks, summary)
    : report.first
      ? words.first(summary)
      : words.changed(tallyOf(report.changes));
  return words.subject(safeText(report.host), what);
}

function tallyOf({ fresh, worse, gone, unchecked }: Changes) {
  const errors = fresh.filter(({ finding }) => finding.severity === 'error');
  return {
    fresh: total(fresh),
    errors: total(errors),
    worse: worse.length,
    gone: gone.reduce((sum, { told }) => sum + (told?.count ?? 1), 0),
    unchecked: unchecked.length,
  };
}

function total(items: readonly Item[]): number {
  return items.reduce((sum, { count }) => sum + count, 0);
}

/** The first lines: what was looked at, and since when. */
export function introOf(report: MailReport): string[] {
  const words = MAIL_WORDS[report.language];
  const { home, host, variant, root } = report.outcome.target;
  return [
    safeText(WORDS[report.language].title(home, host, variant)),
    ...(root === null ? [] : [WORDS[report.language].elsewhere(safeText(root))]),
    report.heartbeat
      ? words.heartbeat(report.checks, report.last === null ? null : minute(report.last))
      : report.first
        ? words.firstReport
        : report.last === null
          ? ''
          : words.since(minute(report.last)),
  ].filter((line) => line !== '');
}

export function* mailText(report: MailReport): Generator<string> {
  const { changes, language } = report;
  const words = MAIL_WORDS[language];
  for (const line of introOf(report)) yield* paragraph(line);
  const notes = report.notes.map((note) => () => lines(`- ${safeText(note)}`));
  yield* section(words.heading.notes, notes.length, notes, words);
  const fresh = kinds(changes.fresh).map((group) => () => block(group, report));
  yield* section(words.heading.fresh, total(changes.fresh), fresh, words);
  const worse = changes.worse.map((each) => () => worseBlock(each, report));
  yield* section(words.heading.worse, worse.length, worse, words);
  yield* listed(
    words.heading.gone,
    changes.gone.map((entry) => `- ${goneLine(entry, words)}`),
    words,
  );
  yield* listed(
    words.heading.unchecked,
    changes.unchecked.map((each) => `- ${uncheckedLine(each, language)}`),
    words,
  );
  yield* openLines(report);
  yield '\n';
  for (const line of footOf(report)) yield* paragraph(line);
  yield* paragraph(safeText(words.footer(report.version, report.state)));
}

/** The last lines: what there is in all, what was accepted, and how much could not be looked at. */
export function footOf({ outcome, changes, language }: MailReport): string[] {
  const words = WORDS[language];
  const { error, warning, info, mailboxes, suppressed } = outcome.summary;
  const named = (rules: readonly string[]) => [...new Set(rules)].join(language === 'ja' ? '、' : ', ');
  const accepted = named(outcome.suppressed.map(({ rule }) => rule));
  const unchecked = outcome.skipped.filter(({ kind }) => kind === 'could-not').map(({ rule }) => rule);
  return [
    words.counts(error, warning, info, mailboxes),
    ...(changes.pending.size > 0 ? [MAIL_WORDS[language].pending(changes.pending.size)] : []),
    ...(suppressed > 0 ? [words.suppressed(suppressed, accepted)] : []),
    ...(unchecked.length > 0 ? [`${words.couldNot}: ${named(unchecked)}`] : []),
  ];
}

/** Blocks are laid out only where they are shown. */
function* section(
  heading: string,
  count: number,
  blocks: readonly (() => string[])[],
  words: MailWords,
): Generator<string> {
  if (blocks.length === 0) return;
  yield `\n${heading} (${count})\n${'─'.repeat(MAIL_WIDTH)}\n`;
  yield `${blocks
    .slice(0, FULL)
    .map((block) => block().join('\n'))
    .join('\n\n')}\n`;
  if (blocks.length > FULL) yield* paragraph(`\n${words.more(blocks.length - FULL)}`);
}

function* listed(heading: string, items: readonly string[], words: MailWords): Generator<string> {
  const rest = items.length - SHORT;
  const shown = [...items.slice(0, SHORT), ...(rest > 0 ? [words.more(rest)] : [])];
  if (items.length === 0) return;
  yield `\n${heading} (${items.length})\n${'─'.repeat(MAIL_WIDTH)}\n${shown.flatMap(lines).join('\n')}\n`;
}

/** Findings of one kind stand together. */
export function kinds(items: readonly Item[]): Item[][] {
  const all = new Map(items.map((item) => [item.finding, item]));
  return groupsOf([...all.keys()]).map((group) => group.flatMap((finding) => all.get(finding) ?? []));
}

function block(group: readonly Item[], { language }: MailReport): string[] {
  const counts = new Map(group.flatMap(({ finding, count }) => (count > 1 ? [[finding.fold, count] as const] : [])));
  const look = { language, width: MAIL_WIDTH, colour: false, all: false };
  return row(
    group.map(({ finding }) => finding),
    counts,
    WORDS[language],
    paint(false),
    look,
  ).map(labelled);
}

function worseBlock(worse: Worse, report: MailReport): string[] {
  const words = MAIL_WORDS[report.language];
  const text = wrap(wasText(worse, report.language), MAIL_WIDTH - LABEL);
  const was = text.map((line, index): Line => [index === 0 ? words.was : '', line]);
  return [...block([worse], report), ...was.map(labelled)];
}

/** In what it is worse. */
export function wasText({ finding, count, was }: Worse, language: Language): string {
  const words = MAIL_WORDS[language];
  const waiting = finding.waiting?.messages ?? 0;
  return [
    ...(was.severity === finding.severity ? [] : [words.wasSeverity(WORDS[language].severity[was.severity])]),
    ...(count > was.count ? [words.wasCount(was.count, count)] : []),
    ...(waiting > was.waiting ? [words.wasWaiting(was.waiting, waiting)] : []),
  ].join(language === 'ja' ? '、' : '; ');
}

function labelled([label, text]: Line): string {
  const gap = LABEL - stringWidth(label);
  return gap > 0 ? `${label}${' '.repeat(gap)}${text}`.trimEnd() : `${label} ${text}`;
}

export function goneLine({ message, since, rule, told }: Entry, words: MailWords): string {
  const count = told !== null && told.count > 1 ? `, ×${told.count}` : '';
  return `${safeText(message)} (${rule}${count}; ${words.goneSince(minute(since))})`;
}

export function uncheckedLine({ rule, reason, path, count }: Unchecked, language: Language): string {
  const where = count > 1 ? ` (${MAIL_WORDS[language].places(count)})` : '';
  return `${path === undefined ? '' : `${safeText(path)}: `}${safeText(reasonIn(language, reason))}${where} (${rule})`;
}

/** What is open and was told before, a line for each kind. */
export function openItems({ outcome, changes }: MailReport): { readonly first: Finding; readonly count: number }[] {
  const told = new Set([...changes.fresh, ...changes.worse].map(({ finding }) => finding.fingerprint));
  const counts = new Map(outcome.folded.map(({ fold, count }) => [fold, count]));
  const open = outcome.findings.filter(
    ({ fingerprint }) => !told.has(fingerprint) && !changes.pending.has(fingerprint),
  );
  return groupsOf(open).flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ first, count: counts.get(first.fold) ?? group.length }];
  });
}

function* openLines(report: MailReport): Generator<string> {
  const words = MAIL_WORDS[report.language];
  const open = openItems(report);
  if (open.length === 0) {
    if (report.heartbeat) yield* paragraph(words.nothing);
    return;
  }
  const shown = open.slice(0, SHORT).map(({ first, count }) => {
    const label = WORDS[report.language].severity[first.severity];
    const many = count > 1 ? `×${count} ` : '';
    return labelled([label, cut(`${many}${safeText(first.message)}`, MAIL_WIDTH - LABEL)]);
  });
  const rest = open.length - shown.length;
  const count = open.reduce((sum, each) => sum + each.count, 0);
  yield `\n${words.heading.open} (${count})\n${'─'.repeat(MAIL_WIDTH)}\n${shown.join('\n')}\n`;
  if (rest > 0) yield* paragraph(words.more(rest));
}

function cut(text: string, width: number): string {
  return stringWidth(text) <= width ? text : `${headOf(text, width - 1)}…`;
}

function lines(text: string): string[] {
  return wrap(text, MAIL_WIDTH - 2).map((line, index) => (index === 0 ? line : `  ${line}`));
}

function* paragraph(text: string): Generator<string> {
  for (const line of wrap(text, MAIL_WIDTH)) yield `${line}\n`;
}

function minute(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}

/** Why it was not sent in the better way. */
export function failureText(failure: Failure, language: Language): string {
  const words = MAIL_WORDS[language];
  if ('doubt' in failure) return words.doubt(failure.doubt.rule, failure.doubt.says);
  return words.failed(words.way[failure.way], reasonIn(language, failure.says));
}

const LOGGED = 20;
const LOG_LINE = 800;

/** What the system's log gets where no mail can be sent. */
export function syslogLines(report: MailReport, failures: readonly Failure[]): string[] {
  const { language, changes } = report;
  const items = [...changes.fresh, ...changes.worse].map(
    ({ finding }) => `${WORDS[language].severity[finding.severity]}: ${finding.message}`,
  );
  const rest = items.length - LOGGED;
  return [
    mailSubject(report),
    ...failures.map((failure) => failureText(failure, language)),
    ...items.slice(0, LOGGED),
    ...(rest > 0 ? [MAIL_WORDS[language].more(rest)] : []),
  ].map((line) => cut(safeText(line), LOG_LINE));
}
