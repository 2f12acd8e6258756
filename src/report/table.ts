/** The audit for a person at a terminal: worst first, silent failures first, each beside its log line and its command. */
import Table from 'cli-table3';
import stringWidth from 'string-width';
import type { AuditOutcome, Finding, PreventedText, SkipKind } from '../audit/outcome.ts';
import { seenTogether } from '../audit/seen.ts';
import type { Severity } from '../checks/check.ts';
import { type Paint, paint } from './colour.ts';
import type { Look } from './format.ts';
import { groupsOf } from './groups.ts';
import { isFine } from './ran.ts';
import { reasonIn, withoutMore } from './reasons.ts';
import { safeText } from './safe-text.ts';
import { distinct, variesIn } from './varies.ts';
import { WORDS, type Words } from './words.ts';
import { wrap, wrapCommand, wrapQuote } from './wrap.ts';

/** Columns. */
export const LABEL = 10;
const ALSO = 8;

export function* tableReport(outcome: AuditOutcome, look: Look): Generator<string> {
  const words = WORDS[look.language];
  const colour = paint(look.colour);
  yield `${colour.bold(safeText(words.title(outcome.target.home, outcome.target.host, outcome.target.variant)))}\n`;
  if (outcome.target.root !== null) yield* paragraph(words.elsewhere(safeText(outcome.target.root)), look);
  const counts = new Map(outcome.folded.map(({ fold, count }) => [fold, count]));
  const groups = look.all ? outcome.findings.map((finding) => [finding]) : groupsOf(outcome.findings);
  const rowsOf = function* (some: typeof groups) {
    for (const group of some) yield row(group, counts, words, colour, look);
  };
  for (const severity of ['error', 'warning', 'info'] as const) {
    const here = groups.filter(([first]) => first?.severity === severity);
    if (here.length === 0) continue;
    yield `\n${colour.bold(words.heading[severity])} (${outcome.summary[severity]})\n`;
    yield* tableOf(rowsOf(here), look);
  }
  yield* unexplainedLines(outcome, words, colour, look);
  yield* footer(outcome, words, colour, look);
}

/** Label and text, both as many lines. */
export type Line = readonly [string, string];

/** Findings of one kind; `counts`: of each kind that is not listed whole. */
export function row(
  group: Finding[],
  counts: ReadonlyMap<string, number>,
  words: Words,
  colour: Paint,
  look: Look,
): Line[] {
  const [first] = group as [Finding, ...Finding[]];
  const width = look.width - LABEL - 1;
  const severity = severityPaint(first.severity, colour);
  return [
    ...labelled(severity(words.severity[first.severity]), wrap(safeText(first.message), width).map(severity)),
    ...distinct(first.prevents).flatMap((each) => preventedLines(each, words, colour, width, look)),
    ...waitingLines(group, words, width),
    ...seenLines(group, words, width),
    ...labelled(words.remedy, wrap(safeText(first.remedy.text), width)),
    ...commandLines(first.remedy.command, colour, width),
    ...alsoLines(group, counts.get(first.fold) ?? group.length, words, look, width),
    ...labelled(colour.dim(words.rule), [colour.dim(safeText(first.rule))]),
  ];
}

/** How many wait because of the group; a message may wait because of several. */
function seenLines(group: readonly Finding[], words: Words, width: number): Line[] {
  const seen = seenTogether(group);
  return seen === null
    ? []
    : labelled(words.seenLabel, wrap(words.seen(seen.count, day(seen.first), day(seen.last)), width));
}

function day(time: string | null): string | null {
  return time?.slice(0, 16).replace('T', ' ') ?? null;
}

function waitingLines(group: readonly Finding[], words: Words, width: number): Line[] {
  const all = group.flatMap(({ waiting }) => waiting ?? []);
  if (all.length === 0) return [];
  const first = all.flatMap(({ firstToExpire }) => firstToExpire ?? []).sort()[0] ?? null;
  const messages = all.reduce((sum, each) => sum + each.messages, 0);
  return labelled(words.waits, wrap(words.waiting(messages, first?.slice(0, 16).replace('T', ' ') ?? null), width));
}

function labelled(label: string, lines: readonly string[]): Line[] {
  return lines.map((line, index) => [index === 0 ? label : '', line]);
}

function preventedLines(prevented: PreventedText, words: Words, colour: Paint, width: number, look: Look): Line[] {
  const { where, text, status } = prevented;
  if (text === null) return labelled(words.where[where], wrap(prevented.meaning, width));
  const shown = where === 'log' && isReport(status) ? `${status}: ${text}` : text;
  const varies = variesIn(prevented, look.language);
  return [
    ...labelled(words.where[where], wrapQuote(safeText(shown), width, look).map(colour.log)),
    ...(varies === null ? [] : labelled('', wrap(varies, width).map(colour.dim))),
  ];
}

function isReport(status: string | null): boolean {
  return status === 'failure' || status === 'deferral' || status === 'success';
}

function commandLines(command: string | null, colour: Paint, width: number): Line[] {
  return command === null
    ? []
    : labelled(
        '',
        wrapCommand(safeText(command), width - 2).map((line) => colour.command(`  ${line}`)),
      );
}

function alsoLines(group: Finding[], count: number, words: Words, look: Look, width: number): Line[] {
  const list = look.all ? null : alsoNames(group, count, words, look.language);
  return list === null ? [] : labelled(words.also, wrap(list, width));
}

/** The others of a kind of which there are `count`; null where there are none. */
export function alsoNames(
  group: readonly Finding[],
  count: number,
  words: Words,
  language: Look['language'],
): string | null {
  const names = [...new Set(group.slice(1).map((finding) => nameIn(group, finding)))];
  const shown = names.slice(0, ALSO);
  const rest = count - 1 - (names.length === 0 ? 0 : group.length - 1 - (names.length - shown.length));
  if (shown.length === 0 && rest <= 0) return null;
  return [...shown.map(safeText), ...(rest > 0 ? [words.more(rest)] : [])].join(language === 'ja' ? '、' : ', ');
}

/** By user or domain where that tells it from the others, else by place. */
function nameIn(group: readonly Finding[], { subject }: Finding): string {
  for (const key of ['user', 'domain'] as const) {
    const name = subject[key];
    if (name !== undefined && group.filter((other) => other.subject[key] === name).length === 1) return name;
  }
  if (subject.path === undefined) return subject.user ?? subject.domain ?? '';
  return subject.line === undefined ? subject.path : `${subject.path}:${subject.line}`;
}

function severityPaint(severity: Severity, colour: Paint): (text: string) => string {
  return severity === 'error' ? colour.error : severity === 'warning' ? colour.warning : colour.plain;
}

/** Row by row, within the lines of a table of one mark: with the text in its cells it takes minutes over a hundred lines. */
function* tableOf(rows: Iterable<Line[]>, look: Look): Generator<string> {
  const table = new Table({ chars: RULES_ALONE, style: { head: [], border: [] }, colWidths: [look.width] });
  table.push([MARK]);
  const [above = '', , below = ''] = table.toString().split('\n');
  yield `${above}\n`;
  for (const lines of rows) yield `${lines.map(lineOf).join('\n')}\n${below}\n`;
}

const MARK = '·';

const RULES_ALONE = {
  top: '─',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '─',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '─',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};

function lineOf([label, text]: Line): string {
  return `${label}${' '.repeat(Math.max(0, LABEL - stringWidth(label)))}${text}`.trimEnd();
}

function* footer(outcome: AuditOutcome, words: Words, colour: Paint, look: Look): Generator<string> {
  const { error, warning, info, mailboxes } = outcome.summary;
  if (isFine(outcome)) yield* paragraph(words.fine, look);
  yield* paragraph(colour.bold(words.counts(error, warning, info, mailboxes)), look);
  yield* suppressedLines(outcome, words, look);
  yield* baselineLines(outcome, words, look);
  const kinds: [SkipKind, string, boolean][] = [
    ['could-not', words.couldNot, true],
    ['not-asked', words.notAsked, look.all],
    ['not-applicable', words.notApplicable, look.all],
  ];
  for (const [kind, label, listed] of kinds) yield* skippedLines(outcome, kind, label, listed, look);
  for (const { rule, error: reason } of outcome.failed)
    yield* paragraph(`${words.failed}: ${safeText(`${rule}: ${reason}`)}`, look);
  const assumed = outcome.target.assumed.map((each) => words.assumption[each] ?? each);
  if (assumed.length > 0)
    yield* paragraph(colour.dim(`${words.assumed}: ${assumed.join(look.language === 'ja' ? '、' : ', ')}`), look);
}

/** How many by rule; with `--all` each, and why it is accepted. */
function* suppressedLines({ suppressed, summary }: AuditOutcome, words: Words, look: Look): Generator<string> {
  if (summary.suppressed === 0) return;
  const rules = [...new Set(suppressed.map(({ rule }) => rule))];
  yield* paragraph(
    words.suppressed(summary.suppressed, rules.map(safeText).join(look.language === 'ja' ? '、' : ', ')),
    look,
  );
  if (!look.all) return;
  for (const { message, reason, until } of suppressed)
    yield* paragraph(
      `  ${safeText(message)} (${safeText(until === undefined ? reason : `${reason}; ${until}`)})`,
      look,
    );
}

/** What is mended; with `--all` what is still there. */
function* baselineLines({ baseline }: AuditOutcome, words: Words, look: Look): Generator<string> {
  if (baseline === undefined) return;
  const { size, mended, unchecked, added, known } = baseline;
  yield* paragraph(words.baseline(size, mended, unchecked, added), look);
  if (look.all) for (const { message } of known) yield* paragraph(`  ${safeText(message)}`, look);
}

/** The audit's own blind spots. */
function* unexplainedLines(
  { unexplained = [] }: AuditOutcome,
  words: Words,
  colour: Paint,
  look: Look,
): Generator<string> {
  if (unexplained.length === 0) return;
  yield `\n${colour.bold(words.unexplained)} (${unexplained.length})\n`;
  for (const { status, text, count, first, last, meaning } of look.all ? unexplained : unexplained.slice(0, ALSO)) {
    const shown = safeText(status === null ? text : `${status}: ${text}`);
    for (const line of wrapQuote(shown, look.width, look)) yield `${colour.log(line)}\n`;
    for (const each of [words.seen(count, day(first), day(last)), ...(meaning === null ? [] : [meaning])])
      for (const line of wrap(each, look.width - 2)) yield `  ${line}\n`;
  }
  if (!look.all && unexplained.length > ALSO) yield* paragraph(words.more(unexplained.length - ALSO), look);
  yield '\n';
}

/** By reason, with the rules that it stopped. */
function* skippedLines(
  outcome: AuditOutcome,
  kind: SkipKind,
  label: string,
  listed: boolean,
  look: Look,
): Generator<string> {
  const skipped = outcome.skipped.filter((each) => each.kind === kind);
  if (skipped.length === 0) return;
  const byCause = new Map<string, { text: string; readonly rules: Set<string> }>();
  for (const { rule, reason, path } of skipped) {
    const said = reasonIn(look.language, reason);
    const text = path === undefined ? said : `${path}: ${said}`;
    const key = `${path ?? ''}: ${withoutMore(reason)}`;
    const known = byCause.get(key) ?? { text, rules: new Set() };
    if (text.length > known.text.length) known.text = text;
    byCause.set(key, { ...known, rules: known.rules.add(rule) });
  }
  const rules = new Set(skipped.map((each) => each.rule)).size;
  if (!listed) return yield* paragraph(`${label}: ${rules} (--all)`, look);
  yield* paragraph(`${label}:`, look);
  for (const { text, rules: names } of byCause.values())
    yield* paragraph(`  ${safeText(text)} (${[...names].map(safeText).join(', ')})`, look);
}

function* paragraph(text: string, look: Look): Generator<string> {
  for (const line of wrap(text, look.width)) yield `${line}\n`;
}
