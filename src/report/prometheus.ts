/** The audit as metrics, in the text format that node_exporter's textfile collector reads. */
import type { AuditOutcome } from '../audit/outcome.ts';
import { RELEASE } from '../version.ts';
import { safeText } from './safe-text.ts';

/** Labels of a sample, and its value. */
type Sample = readonly [Readonly<Record<string, string>>, number];

/** `at`: when the machine was looked at. */
export function* prometheusReport(outcome: AuditOutcome, at: Date): Generator<string> {
  const { target, summary, skipped, failed, baseline } = outcome;
  const { error, warning, info, mailboxes, suppressed } = summary;
  yield metric('info', 'What was audited, and by which version.', [
    [{ home: target.home, host: target.host ?? '', variant: target.variant, version: RELEASE }, 1],
  ]);
  yield metric('findings', 'Findings that count, by severity.', [
    [{ severity: 'error' }, error],
    [{ severity: 'warning' }, warning],
    [{ severity: 'info' }, info],
  ]);
  yield metric('rule_findings', 'Findings that count, by rule.', byRule(outcome));
  yield metric('suppressed_findings', 'Findings that the configuration suppresses.', [[{}, suppressed]]);
  if (baseline !== undefined) {
    yield metric('baseline_findings', 'Findings that the baseline has.', [[{}, baseline.size]]);
    yield metric('baseline_mended_findings', 'Those of them that are mended.', [[{}, baseline.mended]]);
  }
  yield metric('mailboxes', 'Mailboxes that were looked at.', [[{}, mailboxes]]);
  const unchecked = skipped.filter(({ kind }) => kind === 'could-not').length;
  yield metric('unchecked', 'Things that could not be looked at.', [[{}, unchecked]]);
  yield metric('failed_rules', 'Rules that broke.', [[{}, failed.length]]);
  yield metric('last_run_timestamp_seconds', 'When it was looked at.', [[{}, Math.floor(at.getTime() / 1000)]]);
}

function byRule({ findings, folded }: AuditOutcome): Sample[] {
  const counts = new Map<string, { rule: string; severity: string; count: number }>();
  const severities = new Map<string, string>();
  const add = (rule: string, severity: string, count: number) => {
    const key = `${rule} ${severity}`;
    const known = counts.get(key) ?? { rule, severity, count: 0 };
    known.count += count;
    counts.set(key, known);
  };
  for (const { rule, severity, fold } of findings) {
    severities.set(fold, severity);
    add(rule, severity, 1);
  }
  for (const { rule, fold, count, listed } of folded) add(rule, severities.get(fold) ?? 'error', count - listed);
  return [...counts.values()].map(({ rule, severity, count }) => [{ rule, severity }, count]);
}

function metric(name: string, help: string, samples: readonly Sample[]): string {
  const full = `qmail_lint_${name}`;
  if (samples.length === 0) return '';
  const lines = samples.map(([labels, value]) => `${full}${labelled(labels)} ${value}\n`);
  return `# HELP ${full} ${help}\n# TYPE ${full} gauge\n${lines.join('')}`;
}

function labelled(labels: Sample[0]): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${quoted(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function quoted(text: string): string {
  return safeText(text).replace(/[\\"]/g, '\\$&');
}
