/** The exit codes (contract): one table, one function. */
import type { AuditOutcome } from './audit/outcome.ts';
import type { Severity } from './checks/check.ts';

export const EXIT = {
  /** Nothing at or above the threshold. */
  fine: 0,
  /** Findings at or above it. */
  findings: 1,
  /** Wrong usage, configuration or target. */
  usage: 2,
  /** None of these, but something could not be checked, or a rule failed. */
  incomplete: 3,
} as const;

export type FailOn = Severity | 'never';

export function auditExit({ summary, skipped, failed }: AuditOutcome, failOn: FailOn): number {
  const counted = {
    error: summary.error,
    warning: summary.error + summary.warning,
    info: summary.error + summary.warning + summary.info,
    never: 0,
  };
  if (counted[failOn] > 0) return EXIT.findings;
  const incomplete = failed.length > 0 || skipped.some((each) => each.kind === 'could-not');
  return incomplete ? EXIT.incomplete : EXIT.fine;
}
