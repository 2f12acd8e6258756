/** The audit as Markdown (CommonMark), for a ticket or a wiki. */
import type { AuditOutcome, Finding } from '../audit/outcome.ts';
import type { Severity } from '../checks/check.ts';
import type { Language } from '../qmail/message.ts';
import type { Look } from './format.ts';
import { FORMAT_WORDS } from './format-words.ts';
import { groupsOf } from './groups.ts';
import { isFine, placeOf, seenAs } from './ran.ts';
import { reasonIn } from './reasons.ts';
import { safeText } from './safe-text.ts';
import { distinct, variesIn } from './varies.ts';
import { WORDS } from './words.ts';

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

export function* markdownReport(outcome: AuditOutcome, { language }: Pick<Look, 'language'>): Generator<string> {
  const words = WORDS[language];
  const { target, summary, findings, folded } = outcome;
  yield `# ${escaped(words.title(target.home, target.host, target.variant))}\n\n`;
  yield `**${escaped(words.counts(summary.error, summary.warning, summary.info, summary.mailboxes))}**\n`;
  if (isFine(outcome)) yield `\n${escaped(words.fine)}\n`;
  const counts = new Map(folded.map(({ fold, count, listed }) => [fold, count - listed]));
  const groups = groupsOf(findings);
  for (const severity of SEVERITIES) {
    const here = groups.filter(([first]) => first.severity === severity);
    if (here.length === 0) continue;
    yield `\n## ${escaped(words.heading[severity])} (${summary[severity]})\n`;
    for (const group of here) yield* section(group, counts.get(group[0].fold) ?? 0, language);
  }
  yield* unexplained(outcome, language);
  yield* rest(outcome, language);
}

function* section(group: readonly [Finding, ...Finding[]], unlisted: number, language: Language): Generator<string> {
  const words = WORDS[language];
  const [{ rule, message, prevents, remedy }, ...others] = group;
  yield `\n### ${escaped(message)}\n\n`;
  for (const each of distinct(prevents)) {
    const varies = variesIn(each, language);
    const seen = each.text === null ? escaped(each.meaning) : code(seenAs(each));
    yield `- ${escaped(words.where[each.where])}: ${seen}${varies === null ? '' : ` (${escaped(varies)})`}\n`;
  }
  yield `- ${escaped(words.remedy)}: ${escaped(remedy.text)}\n`;
  yield `- ${escaped(words.rule)}: ${code(rule)}\n`;
  if (remedy.command !== null) yield `\n${block(remedy.command)}`;
  if (others.length > 0 || unlisted > 0) yield `\n${escaped(words.also)}:\n\n`;
  for (const { message: other, subject } of others)
    yield `- ${escaped(other)}${subject.path === undefined ? '' : ` (${code(placeOf(subject))})`}\n`;
  if (unlisted > 0) yield `- ${escaped(FORMAT_WORDS[language].notListed(unlisted))}\n`;
}

function* unexplained({ unexplained: lines = [] }: AuditOutcome, language: Language): Generator<string> {
  if (lines.length === 0) return;
  const words = WORDS[language];
  yield `\n## ${escaped(words.unexplained)} (${lines.length})\n\n`;
  for (const { status, text, count, meaning } of lines) {
    const shown = status === null ? text : `${status}: ${text}`;
    yield `- ${code(shown)} (${escaped(words.seen(count, null, null))})${meaning === null ? '' : `: ${escaped(meaning)}`}\n`;
  }
}

/** What was not looked at, what broke, what is accepted, what was there before. */
function* rest(
  { skipped, failed, suppressed, summary, baseline }: AuditOutcome,
  language: Language,
): Generator<string> {
  const words = WORDS[language];
  const own = FORMAT_WORDS[language];
  const unchecked = skipped.filter(({ kind }) => kind === 'could-not');
  if (unchecked.length > 0) yield `\n## ${escaped(words.couldNot)} (${unchecked.length})\n\n`;
  for (const { rule, reason, path } of unchecked)
    yield `- ${path === undefined ? '' : `${code(path)}: `}${escaped(reasonIn(language, reason))} (${code(rule)})\n`;
  if (failed.length > 0) yield `\n## ${escaped(words.failed)}\n\n`;
  for (const { rule, error } of failed) yield `- ${code(rule)}: ${escaped(error)}\n`;
  if (summary.suppressed > 0) yield `\n## ${escaped(own.suppressed)} (${summary.suppressed})\n\n`;
  for (const { message, rule, reason, until } of suppressed)
    yield `- ${escaped(message)} (${code(rule)}; ${escaped(own.reason)}: ${escaped(reason)}${until === undefined ? '' : `; ${escaped(own.until)} ${escaped(until)}`})\n`;
  if (baseline === undefined) return;
  yield `\n## ${escaped(own.known)}\n\n`;
  yield `${escaped(words.baseline(baseline.size, baseline.mended, baseline.unchecked, baseline.added))}\n\n`;
  for (const { message, rule } of baseline.known) yield `- ${escaped(message)} (${code(rule)})\n`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '@': '&#64;',
  '://': ':&#47;&#47;',
};

/** Running text in which nothing of the audited machine becomes markup, a link or a picture. */
function escaped(text: string): string {
  return safeText(text).replace(/[&<>@]|:\/\/|www\.|[\\`*_[\]|~#]/gi, (mark) => {
    if (/^www/i.test(mark)) return `${mark.slice(0, 3)}&#46;`;
    return ENTITIES[mark] ?? `\\${mark}`;
  });
}

/** Fenced by more backquotes than stand in it. */
function code(text: string): string {
  const safe = safeText(text);
  if (safe.trim() === '') return '` `';
  const fence = '`'.repeat(longestRun(safe) + 1);
  const pad = safe.startsWith('`') || safe.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${safe}${pad}${fence}`;
}

function block(text: string): string {
  const safe = safeText(text);
  const fence = '`'.repeat(Math.max(3, longestRun(safe) + 1));
  return `${fence}sh\n${safe}\n${fence}\n`;
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
