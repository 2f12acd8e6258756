/** Which rules an outcome speaks of. */
import type { AuditOutcome, Finding } from '../audit/outcome.ts';
import type { RegisteredRule } from '../checks/check.ts';
import { RULES } from '../checks/index.ts';

/** Every finding that is listed: those that count, those that a baseline has, those that are suppressed. */
export function* allFindings({ findings, baseline, suppressed }: AuditOutcome): Generator<Finding> {
  yield* findings;
  yield* baseline?.known ?? [];
  yield* suppressed;
}

/** Whether nothing was found that keeps mail from arriving, known and accepted troubles included. */
export function isFine(outcome: AuditOutcome): boolean {
  const { error, warning } = outcome.summary;
  if (error + warning > 0 || outcome.failed.length > 0) return false;
  for (const { severity } of allFindings(outcome)) if (severity !== 'info') return false;
  return true;
}

/** The rules that looked: those that found something, and those that nothing kept from looking. */
export function rulesThatRan(outcome: AuditOutcome): RegisteredRule[] {
  const found = rulesThatFound(outcome);
  const kept = new Set([...outcome.skipped, ...outcome.failed].map(({ rule }) => rule));
  const noMailboxes = kept.has('mailboxes');
  return RULES.filter(
    ({ rule }) => found.has(rule.id) || (!kept.has(rule.id) && !(noMailboxes && rule.scope === 'mailbox')),
  );
}

export function rulesThatFound(outcome: AuditOutcome): Set<string> {
  const found = new Set<string>();
  for (const { rule } of allFindings(outcome)) found.add(rule);
  return found;
}

/** Where it is, in one word: the place, else the user or the domain. */
export function placeOf({ path, line, user, domain }: Finding['subject']): string {
  if (path !== undefined) return line === undefined ? path : `${path}:${line}`;
  return user ?? domain ?? '';
}

/** As it stands in the log, or what it means where nothing is written. */
export function seenAs({ where, status, text, meaning }: Finding['prevents'][number]): string {
  if (text === null) return meaning;
  const isReport = where === 'log' && (status === 'failure' || status === 'deferral' || status === 'success');
  return isReport ? `${status}: ${text}` : text;
}
