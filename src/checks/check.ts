/** What a check is: a function from the target to reports. It does no input or output of its own and writes no sentence. */
import type { Account, Host, Stat } from '../host/host.ts';
import type { AssignSource } from '../qmail/assign.ts';
import type { ControlFile } from '../qmail/control.ts';
import type { Assignment, Skip } from '../qmail/getpw.ts';
import type { Hop } from '../qmail/hop.ts';
import type { Installation } from '../qmail/installation.ts';
import type { LocalResult } from '../qmail/local.ts';
import type { UsersCdb } from '../qmail/lspawn.ts';
import type { Prose } from '../qmail/message.ts';
import type { QueueSurvey } from '../qmail/queue-survey.ts';
import type { Wait } from '../qmail/queue-waits.ts';
import type { SendControls, SendRefusal } from '../qmail/send.ts';
import type { Outcome } from '../qmail/trace.ts';
import type { VariantName } from '../qmail/variant.ts';
import type { RulesFile } from '../services/rules-files.ts';
import type { Services } from '../services/types.ts';

export type Severity = 'error' | 'warning' | 'info';
export type FindingClass = 'breaks' | 'silent' | 'security' | 'privacy' | 'hygiene';
export type FixKind = 'mode' | 'owner' | 'create' | null;

/** What fills a template: byte strings of the audited machine, or words of ours. */
export type Data = Readonly<Record<string, string>>;

export interface Subject {
  /** Absolute, on the audited machine. */
  readonly path?: string;
  readonly line?: number;
  readonly user?: string;
  readonly domain?: string;
}

/** A consequence by its id in the catalogue, with what fills its text. */
export interface Prevented {
  readonly id: string;
  readonly data?: Data;
}

/** Where a repair may be made: a home, or a part of qmail's own tree. */
export interface RepairPlace {
  readonly kind: 'home' | 'qmail' | 'queue';
  /** As the account or qmail names it. */
  readonly path: string;
  /** The same, links resolved. */
  readonly real: string;
  /** Of the directory there, where it was recorded. */
  readonly device?: number;
  /** Whose it is: what lies there is given to nobody else. */
  readonly uid: number;
  readonly gid: number;
  /** The account of a home, or null. */
  readonly user: string | null;
}

/** What would put one file or directory right, and what was seen there. */
export interface Repair {
  readonly place: RepairPlace;
  /** Absolute, links resolved. */
  readonly path: string;
  /** Null: nothing is there. */
  readonly seen: Stat | null;
  /** Whom it is given to. */
  readonly owner?: number;
  readonly group?: number;
  /** Mode bits to set and to take away. */
  readonly add?: number;
  readonly remove?: number;
  /** What is made where nothing is; its mode is `add`. */
  readonly make?: 'dir' | 'file' | 'fifo';
  /** Zero bytes that a new file begins with. */
  readonly size?: number;
}

/** One thing that is wrong. */
export interface Report {
  /** Which of the rule's messages; `default` unless given. */
  readonly message?: string;
  readonly data: Data;
  readonly subject: Subject;
  /** In place of the rule's own `prevents`. */
  readonly prevents?: readonly Prevented[];
  /** The rule's command does not serve here. */
  readonly noCommand?: boolean;
  /** Whose the place is: the command is to be run as that account. */
  readonly by?: string;
  /** The place lies outside the user's home, by a link or by what was written: no command is offered for it. */
  readonly outside?: boolean;
  /** qmail-send reads the file when it starts, and not again before it is restarted. */
  readonly atStart?: boolean;
  /** What this trouble has in common with others of its rule and message, for folding; the rule alone unless given. */
  readonly fold?: string;
  /** All of its fold is one trouble at one place: one of them is listed. */
  readonly shared?: boolean;
  /** The places whose other troubles follow from this one, of the rules in `covers` of its message: they are told with it. */
  readonly covers?: readonly string[];
  /** What mends it, where `fix` of its message is set; without any it is for a person to mend. */
  readonly repairs?: readonly Repair[];
}

/** Something that the rule could not look at, or that does not apply here. */
export interface Skipped {
  readonly skip: 'not-asked' | 'not-applicable' | 'could-not';
  readonly reason: string;
  readonly path?: string;
}

export type Yield = Report | Skipped;

/** The installation under audit and what is read from it once. */
export interface Target {
  readonly host: Host;
  readonly installation: Installation;
  readonly services: Services;
  /** tcprules sources with their compiled cdb. */
  readonly rulesFiles: readonly RulesFile[];
  /** `--own-domain`: further names that are meant to be ours. */
  readonly domains: readonly string[];
  /** Every file that qmail reads in control/, opened as root; `name` is relative to control/. Throws CouldNotCheck. */
  control(name: string): ControlFile;
  /** The names in control/, sorted; empty where it is missing. Throws CouldNotCheck. */
  controlNames(): readonly string[];
  /** The controls that route mail, read as root. Throws CouldNotCheck. */
  send(): SendControls | SendRefusal;
  usersCdb(): UsersCdb;
  /** users/assign; null where it is not there or no file. Throws CouldNotCheck. */
  assign(): AssignSource | null;
  /** What becomes of mail for `address` (a full envelope recipient) on this host, its first hop. Throws CouldNotCheck. */
  trace(address: string): Hop;
  /** One look through the queue. Throws CouldNotCheck. */
  queue(): Promise<QueueSurvey>;
  /** For whom messages wait in it. Throws CouldNotCheck. */
  waits(): Promise<ReadonlyMap<string, Wait>>;
  /** Directories in which none of several homes is there, with whose they are. */
  goneHomes(): ReadonlyMap<string, readonly Account[]>;
  /** Forwards of mailboxes and aliases that end in a failure, and what could not be followed; known when the mailboxes were looked at. */
  forwardTrails(): Promise<readonly (ForwardTrail | Skipped)[]>;
  /** What became of the suppressions of the configuration; known when all other rules have run. */
  suppressions(): readonly SuppressionUse[];
}

/** A suppression of the configuration, and whether it still serves. */
export interface SuppressionUse {
  /** As written: an id, or one of 1999. */
  readonly rule: string;
  /** Its patterns. */
  readonly pattern: string;
  readonly reason: string;
  readonly until: string | null;
  readonly file: string;
  readonly line: number;
  /** `unknown`: no finding fell under it, but not all was looked at. */
  readonly state: 'used' | 'unused' | 'expired' | 'unknown';
}

/** A local part that has a mailbox of its own: an account or an entry of users/assign; or what an extension of it leads to. */
export interface Mailbox {
  /** The name of the account, of an extension too. */
  readonly local: string;
  /** Whom the mail is for: `alice`, `alice-info`, `alice-list-*`. */
  readonly address: string;
  /** The name of the dot-qmail file that answers for an extension; null for the mailbox itself. */
  readonly extension: string | null;
  /** The names in its home that begin with `.qmail`; none where another answers for it. */
  readonly dotQmails: readonly string[];
  /** Files of those names that no address leads to. */
  readonly unused: readonly UnusedDotQmail[];
  readonly account: Account | null;
  /** Why qmail-getpw passes over the account, where it does. */
  readonly skip: Skip | null;
  readonly assignment: Assignment | null;
  readonly outcome: Outcome;
  readonly result: LocalResult | null;
  /** Where its instructions put mail, as root sees it: what is there already. */
  readonly stores: readonly Store[];
  /** Whether this is a system account (uid below UID_MIN), which need not have a mailbox. */
  readonly system: boolean;
  /** Its home is not there, nor any other that would be beside it: home/homes-missing tells of that. */
  readonly homesGone: boolean;
  /** What is seen of a copy that is forwarded to an address that nobody meant; nothing where it cannot be told. */
  readonly copyTo: (address: string) => readonly Prevented[];
}

/** A dot-qmail file that mail for its address is not delivered by. */
export interface UnusedDotQmail {
  readonly path: string;
  /** Its name, what it is, or who answers in its place: `user`. */
  readonly why: 'capitals' | 'dot' | 'leftover' | 'dangling' | 'type' | 'shadowed';
  /** Whom it was made for. */
  readonly address: string;
  /** The path that would be looked for. */
  readonly safe: string;
  readonly user: string;
  readonly outcome: Outcome;
}

/** A Maildir or mbox file that an instruction names. */
export interface Store {
  readonly kind: 'maildir' | 'mbox';
  /** As written in the instruction. */
  readonly target: string;
  readonly line: number;
  /** Absolute, links resolved. */
  readonly path: string;
  readonly stat: Stat;
}

/** A mailbox whose mail is forwarded. */
export interface Forwarder {
  readonly local: string;
  /** Whose mailbox it is. */
  readonly user: string;
  /** The dot-qmail file; null for the default delivery. */
  readonly path: string | null;
}

/** A forward that ends in a failure. */
export interface ForwardTrail {
  readonly subject: Subject;
  /** Each address on the way, the failing one last. */
  readonly way: readonly string[];
  /** The failing recipient, as the log has it. */
  readonly to: string;
  readonly outcome: Outcome;
}

export type Check = (target: Target, rule: Rule) => Iterable<Yield> | AsyncIterable<Yield>;
export type MailboxCheck = (mailbox: Mailbox, installation: Installation, rule: Rule) => Iterable<Yield>;

/** rules/AREA/ID.json. */
export interface Rule {
  readonly id: string;
  readonly aliases?: readonly string[];
  /** Rows of the invariants that it stands for. */
  readonly facts?: readonly string[];
  readonly severity: Severity;
  readonly class: FindingClass;
  readonly scope: 'installation' | 'mailbox' | 'dns';
  /** Of a mailbox rule: the messages of the deliveries that it speaks of; absent: all. */
  readonly outcomes?: readonly string[];
  /** The check at another path than the rule's own. */
  readonly check?: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Asked only of plain qmail, netqmail and notqmail. */
  readonly stock?: boolean;
  /** With `stock`: other variants that do the same. */
  readonly also?: readonly VariantName[];
  readonly prevents: readonly string[];
  readonly fix?: FixKind;
  readonly title: Prose;
  readonly why: Prose;
  readonly messages: Readonly<Record<string, RuleMessage>>;
  readonly examples: { readonly bad: readonly unknown[]; readonly good: readonly unknown[] };
}

export interface RuleMessage {
  readonly text: Prose;
  readonly remedy: Prose;
  /** A shell command; its placeholders are quoted for the shell. */
  readonly command?: string;
  readonly severity?: Severity;
  readonly class?: FindingClass;
  /** In place of the rule's own `fix`. */
  readonly fix?: FixKind;
  /** Rules (`id` or `id:message`) whose findings at the places of this one follow from it. */
  readonly covers?: readonly string[];
}

export interface RegisteredRule {
  readonly area: string;
  readonly rule: Rule;
  readonly check: Check | MailboxCheck;
}
