/** Findings that the owner of the machine knows and accepts: the suppressions of the configuration, and which of them serve no more. */
import type { SuppressionUse } from '../checks/check.ts';
import { RULES } from '../checks/index.ts';
import type { Suppression } from '../config/settings.ts';
import { bytesOf } from '../host/bytes.ts';
import type { FailedRule, SkippedRule } from './outcome.ts';
import { type ReadySuppression, SUBJECTS } from './suppress.ts';

export interface Standing {
  /** qmail's: where a path begins that a report shows as `control/…`. */
  readonly home: string;
  /** The configuration. */
  readonly file: string;
  /** From 1. */
  lineOf(index: number): number;
  /** YYYY-MM-DD. */
  readonly today: string;
}

export function readySuppressions(
  suppressions: readonly Suppression[],
  { home, file, lineOf, today }: Standing,
): ReadySuppression[] {
  return suppressions.map((each, index) => ({
    ...each,
    ...(each.path === undefined ? {} : { path: /^[a-z]/i.test(each.path) ? `${home}/${each.path}` : each.path }),
    rules: RULES.filter(({ rule }) => rule.id === each.rule || rule.aliases?.includes(each.rule)).map(
      ({ rule }) => rule.id,
    ),
    expired: each.until !== undefined && each.until < today,
    file,
    line: lineOf(index),
  }));
}

/** What is known of the audit when its rules have run. */
export interface Ran {
  /** The suppressions that a report fell under. */
  readonly used: ReadonlySet<number>;
  readonly skipped: readonly SkippedRule[];
  readonly failed: readonly FailedRule[];
  /** Whether all was looked at: not one account or some rules alone. */
  readonly whole: boolean;
}

/** An unused suppression is one only where its rules looked at everything. */
export function suppressionUses(suppressions: readonly ReadySuppression[], ran: Ran): SuppressionUse[] {
  const blind = new Set([...ran.skipped, ...ran.failed].map(({ rule }) => rule));
  const looked = ({ rules }: ReadySuppression) =>
    rules.every((id) => !blind.has(id) && !(blind.has('mailboxes') && ofMailboxes(id)));
  return suppressions.map((each, index) => ({
    rule: each.rule,
    pattern: bytesOf(SUBJECTS.flatMap((key) => each[key] ?? []).join(' ')),
    reason: bytesOf(each.reason),
    until: each.until ?? null,
    file: bytesOf(each.file),
    line: each.line,
    state: each.expired
      ? 'expired'
      : ran.used.has(index)
        ? 'used'
        : ran.whole && looked(each) && !each.rules.some(isOurs)
          ? 'unused'
          : 'unknown',
  }));
}

function ofMailboxes(id: string): boolean {
  return RULES.some(({ rule }) => rule.id === id && rule.scope === 'mailbox');
}

/** Of the rules about suppressions themselves nothing is known before they ran. */
function isOurs(id: string): boolean {
  return RULES.some(({ area, rule }) => rule.id === id && area === SUPPRESSIONS_AREA);
}

/** The rules that speak of the others' findings: they run last. */
export const SUPPRESSIONS_AREA = 'suppressions';
