/** What a fix does, as plain data: one step for each file or directory. Paths are byte strings of the audited machine. */
import type { RepairPlace } from '../checks/check.ts';

/** Owner, group and permission bits. */
export interface State {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

export type StepType = 'dir' | 'file' | 'fifo';

/** Which object it is, however it is named. */
export interface Identity {
  readonly type: StepType;
  readonly device: number;
  readonly inode: number;
  /** Names that it has; of a directory nothing follows from them. */
  readonly links: number;
}

/** Ids under which a step is done. */
export interface Who {
  readonly uid: number;
  readonly gid: number;
}

export interface Step {
  /** `unmake` takes away what a fix made, where it is still empty. */
  readonly kind: 'change' | 'make' | 'unmake';
  readonly rules: readonly string[];
  readonly place: RepairPlace;
  /** Absolute, links resolved. */
  readonly path: string;
  readonly type: StepType;
  /** Zero bytes that a new file begins with. */
  readonly size?: number;
  /** Null where nothing is there yet, or where that is not known (`unmake` of what a killed run made). */
  readonly object: Identity | null;
  readonly before: State | null;
  readonly after: State | null;
  /** Null: root, since the user could not do it. */
  readonly as: Who | null;
  /** States that a killed run may have left, which are put back too. */
  readonly between?: readonly State[];
}

/** Why a step is not for us to do. */
export type Refusal =
  | 'outside'
  | 'mount'
  | 'third-owner'
  | 'hard-link'
  | 'set-id'
  | 'type'
  | 'shared-home'
  | 'system-account'
  | 'root-opened'
  | 'unrecorded';

export interface Refused {
  readonly path: string;
  readonly rules: readonly string[];
  readonly why: Refusal;
}

export interface Plan {
  readonly steps: readonly Step[];
  readonly refused: readonly Refused[];
}

/** Why a step was left undone: what is there differs from what was seen, or an error of the system by its name. */
export type Left =
  | 'gone'
  | 'there'
  | 'object'
  | 'state'
  | 'link'
  | 'device'
  | 'not-empty'
  | 'user'
  | 'qmail-send'
  | 'journal'
  | 'stopped'
  | 'unverified'
  | { readonly errno: string };

export type Result = { readonly step: Step } & (
  | { readonly did: 'done' | 'already' }
  | { readonly did: 'left'; readonly why: Left }
);
