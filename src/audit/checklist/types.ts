/** A move to qmail as a list that is worked off from top to bottom, as plain data: the public shape of `checklist --format json`. */
import type { Place, SystemName } from '../../migrate/old-mail.ts';
import type { PlannedFile, Remark } from '../../migrate/proposal/types.ts';
import type { PreventedText } from '../outcome.ts';

/** `different`: something is there, and it is not what the old system needs. */
export type ItemState = 'done' | 'missing' | 'different' | 'by-hand' | 'could-not';

/** In the order in which they are worked off. */
export const GROUPS = ['addresses', 'machine', 'control', 'names', 'users', 'old-system', 'day'] as const;
export type Group = (typeof GROUPS)[number];

export interface Item {
  /** Stays the same from one run to the next: a tick in a list is found again by it. */
  readonly id: string;
  readonly group: Group;
  /** Names a sentence; `data` fills it. */
  readonly what: string;
  readonly data: Readonly<Record<string, string>>;
  readonly state: ItemState;
  /** A person says that it is done or fine as it is. */
  readonly ticked: boolean;
  /** The file to write on the new machine, and what must stand in it. */
  readonly file?: string;
  readonly content?: string;
  /** Lines that the file lacks, where it is there. */
  readonly lacks?: readonly string[];
  readonly command?: string;
  readonly prevents: readonly PreventedText[];
  /** Where the old system says it. */
  readonly from: readonly Place[];
  readonly remarks: readonly Remark[];
}

/** Where mail for an address ends: in the old system, with what is proposed, and on the new machine as it is. */
export interface Difference {
  readonly address: string;
  /** It stands for every name of its domain that nobody has. */
  readonly everyOther: boolean;
  readonly old: readonly string[];
  readonly proposed: readonly string[];
  /** Null where no qmail is there yet. */
  readonly now: readonly string[] | null;
}

export interface ChecklistOutcome {
  readonly from: SystemName;
  readonly oldHost: string | null;
  readonly newHost: string | null;
  /** qmail's home on the new machine. */
  readonly home: string;
  readonly items: readonly Item[];
  /** Addresses that end elsewhere with the proposal, or now. */
  readonly differences: readonly Difference[];
  readonly addresses: number;
  /** What `--write` writes. */
  readonly files: readonly PlannedFile[];
  readonly summary: Readonly<Record<ItemState, number>> & { readonly left: number };
}

/** Whether a person must still do something about it. */
export function isLeft({ state, ticked }: Item): boolean {
  if (state === 'done') return false;
  // What the machine can see is missing no tick makes appear.
  return state === 'missing' || !ticked;
}
