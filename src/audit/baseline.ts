/** The findings that were there before: they no longer decide, and what is mended leaves them. */
import type { Subject } from '../checks/check.ts';
import { RULES } from '../checks/index.ts';
import type { AuditOutcome, Finding, Folded } from './outcome.ts';

/** A finding that was there before: the fingerprint counts, the rest is for who reads the file. */
export interface BaselineEntry extends Omit<Subject, 'line'> {
  readonly fingerprint: string;
  readonly rule: string;
}

/** What a baseline made of an outcome. */
export interface Compared {
  /** How many findings the baseline had. */
  readonly size: number;
  readonly mended: number;
  /** Of which nothing is known: what they speak of was not looked at this time. */
  readonly unchecked: number;
  /** How many were taken into it now; null where it stays as it is. */
  readonly added: number | null;
  /** Findings that are in it; at most as many of a kind as of others are listed. */
  readonly known: readonly Finding[];
}

export interface BaselineOptions {
  /** Every finding is taken into it, and what is mended leaves it. */
  readonly update: boolean;
  /** Whether all accounts were looked at. */
  readonly whole: boolean;
}

/**
 * The outcome, which lists every finding, with those of the baseline apart: the others alone are counted. `entries`: what a
 * baseline would hold after this run.
 */
export function againstBaseline(
  outcome: AuditOutcome,
  before: readonly BaselineEntry[],
  { update, whole }: BaselineOptions,
): { readonly outcome: AuditOutcome; readonly entries: readonly BaselineEntry[] } {
  const old = new Set(before.map(({ fingerprint }) => fingerprint));
  const here = new Set([...outcome.findings, ...outcome.suppressed].map(({ fingerprint }) => fingerprint));
  const fresh = outcome.findings.filter(({ fingerprint }) => !old.has(fingerprint));
  const gone = before.filter(({ fingerprint }) => !here.has(fingerprint));
  const looked = lookedAt(outcome);
  const unchecked = gone.filter(({ rule }) => !whole || !looked(rule));
  const findings = update ? [] : fresh;
  const taken = new Set(findings);
  return {
    outcome: {
      ...outcome,
      findings,
      summary: { ...outcome.summary, ...countsOf(findings) },
      baseline: {
        size: before.length,
        mended: gone.length - unchecked.length,
        unchecked: unchecked.length,
        added: update ? fresh.length : null,
        known: outcome.findings.filter((finding) => !taken.has(finding)),
      },
    },
    entries: [...outcome.findings.map(entryOf), ...before.filter(({ fingerprint }) => stays(fingerprint))],
  };

  function stays(fingerprint: string): boolean {
    const isSuppressed = outcome.suppressed.some((each) => each.fingerprint === fingerprint);
    return isSuppressed || unchecked.some((each) => each.fingerprint === fingerprint);
  }
}

/** Whether nothing kept a rule from looking at everything. */
function lookedAt({ skipped, failed }: AuditOutcome): (rule: string) => boolean {
  const blind = new Set([...skipped, ...failed].map(({ rule }) => rule));
  const ofMailboxes = new Set(RULES.filter(({ rule }) => rule.scope === 'mailbox').map(({ rule }) => rule.id));
  return (rule) => !blind.has(rule) && !(blind.has('mailboxes') && ofMailboxes.has(rule));
}

function entryOf({ fingerprint, rule, subject: { line: _, ...place } }: Finding): BaselineEntry {
  return { fingerprint, rule, ...place };
}

function countsOf(findings: readonly Finding[]): Pick<AuditOutcome['summary'], 'error' | 'warning' | 'info'> {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const { severity } of findings) counts[severity] += 1;
  return counts;
}

/** The outcome with at most `most` findings of a kind. */
export function listing(outcome: AuditOutcome, most: number): AuditOutcome {
  const { findings, folded } = first(outcome.findings, most);
  const { baseline } = outcome;
  return {
    ...outcome,
    findings,
    folded,
    suppressed: first(outcome.suppressed, most).findings,
    ...(baseline === undefined ? {} : { baseline: { ...baseline, known: first(baseline.known, most).findings } }),
  };
}

function first<F extends Finding>(all: readonly F[], most: number): { findings: F[]; folded: Folded[] } {
  const counts = new Map<string, { rule: string; count: number }>();
  const findings = all.filter(({ rule, fold }) => {
    const known = counts.get(fold) ?? { rule, count: 0 };
    known.count += 1;
    counts.set(fold, known);
    return known.count <= most;
  });
  const folded = [...counts].filter(([, { count }]) => count > most);
  return { findings, folded: folded.map(([fold, { rule, count }]) => ({ rule, fold, count, listed: most })) };
}
