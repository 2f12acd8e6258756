/** The audit as JSON: the interface that other programs rely on (`report.schema.json`). */
import type { AuditOutcome, Finding } from '../audit/outcome.ts';

export function* jsonReport(outcome: AuditOutcome): Generator<string> {
  const { findings, suppressed, ...rest } = outcome;
  const whole = {
    format: 'qmail-lint/report',
    version: 1,
    target: rest.target,
    findings: findings.map(plain),
    skipped: rest.skipped,
    failed: rest.failed,
    suppressed: suppressed.map(plain),
    ...(rest.unexplained === undefined ? {} : { unexplained: rest.unexplained }),
    folded: rest.folded.map(({ rule, count, listed }) => ({ rule, count, listed })),
    summary: rest.summary,
  };
  yield `${JSON.stringify(whole, null, 2)}\n`;
}

function plain({
  fold: _,
  recipient: __,
  repairs: ___,
  ...finding
}: Finding): Omit<Finding, 'fold' | 'recipient' | 'repairs'> {
  return finding;
}
