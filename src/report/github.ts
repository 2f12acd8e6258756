/** The audit as workflow commands of GitHub Actions: notes beside the files of a checkout. */
import type { AuditOutcome, Finding } from '../audit/outcome.ts';
import type { Severity } from '../checks/check.ts';
import type { Look } from './format.ts';
import { seenAs } from './ran.ts';
import { reasonIn } from './reasons.ts';
import { safeText } from './safe-text.ts';
import { WORDS } from './words.ts';

const COMMAND = { error: 'error', warning: 'warning', info: 'notice' } as const satisfies Record<Severity, string>;

export function* githubReport(outcome: AuditOutcome, { language }: Pick<Look, 'language'>): Generator<string> {
  const words = WORDS[language];
  const { target, findings, skipped, failed, summary, baseline } = outcome;
  for (const finding of findings) {
    const { severity, rule, message, prevents, remedy, subject } = finding;
    const lines = [
      message,
      ...prevents.map((each) => `${words.where[each.where]}: ${seenAs(each)}`),
      `${words.remedy}: ${remedy.text}`,
      ...(remedy.command === null ? [] : [remedy.command]),
    ];
    yield command(COMMAND[severity], { ...placeIn(subject, target.root), title: rule }, lines);
  }
  for (const { rule, kind, reason, path } of skipped)
    if (kind === 'could-not')
      yield command('warning', { title: words.couldNot }, [
        `${path === undefined ? '' : `${path}: `}${reasonIn(language, reason)} (${rule})`,
      ]);
  for (const { rule, error } of failed) yield command('error', { title: words.failed }, [`${rule}: ${error}`]);
  const { error, warning, info, mailboxes, suppressed } = summary;
  const rules = [...new Set(outcome.suppressed.map(({ rule }) => rule))].join(language === 'ja' ? '、' : ', ');
  yield command('notice', { title: 'qmail-lint' }, [
    words.counts(error, warning, info, mailboxes),
    ...(suppressed > 0 ? [words.suppressed(suppressed, rules)] : []),
    ...(baseline === undefined
      ? []
      : [words.baseline(baseline.size, baseline.mended, baseline.unchecked, baseline.added)]),
  ]);
}

/** The file where it lies in the checkout. */
function placeIn({ path, line }: Finding['subject'], root: string | null): Record<string, string> {
  if (path === undefined) return {};
  return { file: `${root ?? ''}${path}`, ...(line === undefined ? {} : { line: String(line) }) };
}

/** One line, whatever is in it: line feeds of ours are written as GitHub reads them. */
function command(name: string, properties: Record<string, string>, lines: readonly string[]): string {
  const given = Object.entries(properties).map(([key, value]) => `${key}=${property(value)}`);
  return `::${name} ${given.join(',')}::${lines.map(data).join('%0A')}\n`;
}

function data(text: string): string {
  return safeText(text).replaceAll('%', '%25');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
