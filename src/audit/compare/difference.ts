/** What differs between two installations, as plain text data (`compare.schema.json`). */
import type { Severity, Target } from '../../checks/check.ts';
import { textOf } from '../../host/bytes.ts';
import { CouldNotCheck } from '../../host/host.ts';
import type { Installation } from '../../qmail/installation.ts';
import type { End } from '../address-ends.ts';
import type { Unseen } from '../address-list.ts';

/** One of the two sides. */
export interface Side {
  readonly target: Target;
  /** With its programs taken for granted. */
  readonly granted: Installation;
}

export function sideOf(target: Target): Side {
  return { target, granted: { ...target.installation, takenForGranted: true } };
}

export interface Pair {
  readonly old: Side;
  readonly new: Side;
}

/** What an address has on one side. */
export interface Ending {
  /** The reply to RCPT TO that a stranger gets. */
  readonly smtp: string | null;
  readonly user: string | null;
  readonly ends: readonly End[];
}

/** Names the sentences that a report has for it. */
export type Kind =
  | 'address-lost'
  | 'address-refused'
  | 'address-taken'
  | 'address-elsewhere'
  | 'address-leaves'
  | 'address-gained'
  | 'address-fails-otherwise'
  | 'account-missing'
  | 'account-uid'
  | 'account-own-uid'
  | 'account-gid'
  | 'account-home'
  | 'group-missing'
  | 'group-gid'
  | 'part-missing'
  | 'part-type'
  | 'part-owner'
  | 'part-mode'
  | 'home-owner'
  | 'home-mode'
  | 'control-value'
  | 'control-list'
  | 'control-absent'
  | 'control-unusable'
  | 'control-other'
  | 'assign-missing'
  | 'assign-added'
  | 'assign-other'
  | 'assign-ids'
  | 'rules-missing'
  | 'rules-list'
  | 'default-delivery'
  | 'variant'
  | 'compiled'
  | 'queue-waiting'
  | 'queue-copied';

export interface Difference {
  readonly kind: Kind;
  /** `error`: mail is lost, refused or misdirected. `warning`: likely to hurt. `info`: does not matter by itself. */
  readonly severity: Severity;
  /** An address, an account, a path. */
  readonly subject: string;
  /** Null where it has nothing. */
  readonly old: string | null;
  readonly new: string | null;
  /** Of an address: in place of those texts. */
  readonly endings?: { readonly old: Ending; readonly new: Ending };
  /** What the new side writes because of it. */
  readonly log?: { readonly where: 'log' | 'smtp'; readonly status: string | null; readonly text: string };
  /** Fills the sentences beside `subject`, `old` and `new`. */
  readonly data?: Readonly<Record<string, string>>;
  /** What it has in common with others of its kind. */
  readonly fold?: string;
}

/** Several that have all in common but the subject. */
export interface DifferenceFound extends Difference {
  readonly count: number;
  /** Further subjects: some of them. */
  readonly also: readonly string[];
}

export type Comparison = Iterable<Difference | Unseen> | AsyncIterable<Difference | Unseen>;

/** What `look` gives; the place is told to `unseen` where it cannot be looked at. */
export function* attempt<T extends Difference | Unseen>(look: () => Iterable<T>): Generator<T | Unseen> {
  try {
    yield* look();
  } catch (error) {
    if (!(error instanceof CouldNotCheck)) throw error;
    yield { path: textOf(error.path), reason: textOf(error.reason) };
  }
}
