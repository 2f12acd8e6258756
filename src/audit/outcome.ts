/** What an audit comes to, as plain data: the public shape of `--format json` (contract, `report.schema.json`). */

import type { FindingClass, FixKind, Repair, Severity, Subject } from '../checks/check.ts';
import type { Compared } from './baseline.ts';
import type { Seen, Unexplained } from './seen.ts';
import type { Waiting } from './waiting.ts';

export interface Finding {
  readonly rule: string;
  readonly area: string;
  readonly severity: Severity;
  readonly class: FindingClass;
  readonly message: string;
  readonly subject: Subject;
  readonly prevents: readonly PreventedText[];
  readonly remedy: { readonly text: string; readonly command: string | null };
  readonly fix: FixKind;
  readonly fingerprint: string;
  /** Messages in the queue that wait because of it; absent where none does. */
  readonly waiting?: Waiting;
  /** How often the log has shown what it leads to; absent where it has not, or where there is no log. */
  readonly seen?: Seen;
  /** What it has in common with other findings; those are shown together. */
  readonly fold: string;
  /** Of a finding about a mailbox: whom the mail is for, a local part. */
  readonly recipient?: string;
  /** Where the audit was asked for them. */
  readonly repairs?: readonly Repair[];
}

/** A finding that somebody accepted, and said why. */
export interface SuppressedFinding extends Finding {
  readonly reason: string;
  /** The last day on which that holds, YYYY-MM-DD. */
  readonly until?: string;
}

export interface PreventedText {
  readonly id: string;
  readonly program: string;
  readonly where: 'log' | 'smtp' | 'stderr' | 'peer' | 'silent' | 'none';
  readonly status: string | null;
  /** Exactly what appears there; null where nothing is written. */
  readonly text: string | null;
  /** What it means, for where there is nothing to show. */
  readonly meaning: string;
}

export type SkipKind = 'not-asked' | 'not-applicable' | 'could-not';

export interface SkippedRule {
  readonly rule: string;
  readonly kind: SkipKind;
  readonly reason: string;
  readonly path?: string;
}

export interface FailedRule {
  readonly rule: string;
  readonly error: string;
}

/** A kind of trouble of which more was found than is listed. */
export interface Folded {
  readonly rule: string;
  readonly fold: string;
  readonly count: number;
  readonly listed: number;
}

export interface TargetFacts {
  readonly home: string;
  /** The directory that is the machine's root, where it is another's. */
  readonly root: string | null;
  readonly host: string | null;
  readonly variant: string;
  readonly variantEvidence: string | null;
  readonly defaultDelivery: string;
  readonly assumed: readonly string[];
}

export interface AuditOutcome {
  readonly target: TargetFacts;
  readonly findings: readonly Finding[];
  readonly folded: readonly Folded[];
  readonly skipped: readonly SkippedRule[];
  readonly failed: readonly FailedRule[];
  readonly suppressed: readonly SuppressedFinding[];
  /** What a baseline made of it; absent where there is none. */
  readonly baseline?: Compared;
  /** What the log has shown and no finding explains, most first; absent where there is no log. */
  readonly unexplained?: readonly Unexplained[];
  readonly summary: {
    readonly error: number;
    readonly warning: number;
    readonly info: number;
    readonly mailboxes: number;
    /** Of all severities; `suppressed` lists a bounded number of each kind. */
    readonly suppressed: number;
  };
}
