/** The audit as JSON: the interface that other programs rely on (`report.schema.json`). */
import type { AuditOutcome, Finding } from '../audit/outcome.ts';
import { jsonChunks } from './json-chunks.ts';

export function jsonReport(outcome: AuditOutcome): Generator<string> {
  const { findings, suppressed, baseline, ...rest } = outcome;
  return jsonChunks({
    format: 'qmail-lint/report',
    version: 1,
    target: rest.target,
    findings: plain(findings),
    skipped: rest.skipped.values(),
    failed: rest.failed,
    suppressed: plain(suppressed),
    ...(baseline === undefined ? {} : { baseline: { ...baseline, known: plain(baseline.known) } }),
    ...(rest.unexplained === undefined ? {} : { unexplained: rest.unexplained.values() }),
    folded: rest.folded.map(({ rule, count, listed }) => ({ rule, count, listed })),
    summary: rest.summary,
  });
}

/** Without what is only ours. */
function* plain<F extends Finding>(findings: readonly F[]): Generator<Omit<F, 'fold' | 'recipient' | 'repairs'>> {
  for (const { fold: _, recipient: __, repairs: ___, ...finding } of findings) yield finding;
}
