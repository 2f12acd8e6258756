/** The one order of findings: worst first, what keeps most messages waiting now and what the log has most before the rest, silent failures before those that the log shows, then by place. */
import type { FindingClass, Severity } from '../checks/check.ts';
import type { Finding } from './outcome.ts';

/** Worst first. */
export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];
const CLASSES: readonly FindingClass[] = ['silent', 'security', 'breaks', 'privacy', 'hygiene'];

export function inOrder<F extends Finding>(findings: readonly F[]): F[] {
  return [...findings].sort(
    (one, other) =>
      SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity) ||
      (other.waiting?.messages ?? 0) - (one.waiting?.messages ?? 0) ||
      (other.seen?.count ?? 0) - (one.seen?.count ?? 0) ||
      CLASSES.indexOf(one.class) - CLASSES.indexOf(other.class) ||
      compare(one.fold, other.fold) ||
      compare(one.subject.path ?? '', other.subject.path ?? '') ||
      (one.subject.line ?? 0) - (other.subject.line ?? 0) ||
      compare(one.subject.user ?? '', other.subject.user ?? '') ||
      compare(one.subject.domain ?? '', other.subject.domain ?? '') ||
      compare(one.message, other.message),
  );
}

/** By code units, whatever the locale. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
