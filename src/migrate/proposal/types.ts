/** Files of qmail that do what the old system did. */
import type { Place } from '../old-mail.ts';

export type PlannedKind = 'list' | 'value' | 'rules' | 'assign' | 'alias' | 'home';

export interface PlannedFile {
  /** Absolute, on the new machine. */
  readonly path: string;
  readonly kind: PlannedKind;
  readonly text: string;
  readonly owner: string;
  readonly mode: number;
  /** What of the old system it stands for; empty where it stands for all of it. */
  readonly from: readonly Place[];
  readonly remarks: readonly Remark[];
  /** It is a file of the old qmail itself. */
  readonly copied?: true;
  /** It lies in a Maildir of these, which must be there. */
  readonly inMaildir?: { readonly uid: number; readonly gid: number };
}

/** Something about a planned file that a person must look at. `what` names a sentence, `data` fills it. */
export interface Remark {
  readonly what: string;
  readonly data: Readonly<Record<string, string>>;
}

/** What of the new machine decides how the files must be written. */
export interface NewMachine {
  /** qmail's home. */
  readonly home: string;
  readonly aliasHome: string;
  readonly alias: { readonly uid: number; readonly gid: number };
  /** /etc/tcp.smtp, or what the SMTP server reads. */
  readonly rules: string;
  /** The instruction for a user's own mailbox, `./Maildir/`. */
  readonly mailbox: string;
  /** Whose mail for a name is when no alias says so: the user and his home; null: alias'. */
  ownerOf(name: string): Owner | null;
  accountOf(name: string): { readonly uid: number; readonly gid: number; readonly home: string } | null;
  gidOf(group: string): number | null;
  /** The account of a uid; its number where there is none. */
  userOf(uid: number): string;
}

export interface Owner {
  readonly user: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  /** The name is his whole name, not one with an extension. */
  readonly whole: boolean;
}
