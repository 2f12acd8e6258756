/**
 * A mail system that is to be replaced by qmail, whatever its own words are: what it takes, where it sends it, and what of it
 * could not be read. All text is byte strings.
 */
import type { Credentials } from '../host/access.ts';
import type { Account } from '../host/host.ts';

export type SystemName = 'sendmail' | 'postfix' | 'qmail';

/** Where something stands on the old machine. */
export interface Place {
  readonly file: string;
  /** From 1; absent where the whole file is meant. */
  readonly line?: number;
}

/** A value and where it stands; null where it is compiled in. */
export interface Told<T> {
  readonly value: T;
  readonly at: Place | null;
}

/** How a system reads what names the targets of an alias or a forward file. */
export interface ListRules {
  /** Blanks alone part two addresses too. */
  readonly blanksPart: boolean;
  /** Programs and files that a list names are refused. */
  readonly addressesOnly: { readonly programs: boolean; readonly files: boolean };
}

export interface Target {
  readonly kind: 'address' | 'program' | 'file' | 'include' | 'refuse' | 'discard';
  /** An address, a command, a path; for `refuse` what the sender hears. */
  readonly text: string;
  /** `\name`: the mailbox itself, past every alias and forward. */
  readonly literal?: true;
  /** An included list names it. */
  readonly inList?: true;
}

/** A list of targets, with what is in the files that it includes. */
export interface Expansion {
  readonly targets: readonly Target[];
  readonly at: Place | null;
  /** Of the lists that it includes; absent: as sendmail has them. */
  readonly lists?: ListRules;
  /** Who reads the lists: whose forward file it is. */
  readonly as?: Credentials;
}

export interface Alias extends Expansion {
  /** In lower case. */
  readonly name: string;
  /** As it stands in the file. */
  readonly written: string;
}

/** An address, or all of a domain, that becomes others before anybody asks whose it is. */
export interface Rewrite extends Expansion {
  /** Lower case; null: every name that no other entry has. May be a bare name where `domain` is null. */
  readonly local: string | null;
  readonly domain: string | null;
  /** A Maildir that belongs to no account of its own: its one target. */
  readonly maildir?: { readonly path: string; readonly uid: number; readonly gid: number };
}

export interface Route {
  /** As smtproutes has it: a domain, `.domain` for all below it, or nothing for the rest. */
  readonly domain: string;
  /** Null: by MX. `user@domain` alone may decide in Postfix; then `user` has it. */
  readonly relay: string | null;
  readonly port: number | null;
  /** The relay stands for its MX. */
  readonly byMx?: true;
  /** What is said to the sender instead; `local`: it is delivered here. */
  readonly verdict?: 'refuse' | 'discard' | 'local';
  /** What the sender hears where it is refused. */
  readonly says?: string;
  readonly at: Place | null;
}

/** A way that no line of smtproutes can say: for one address, or to a program. */
export interface OddRoute {
  /** An address, a domain, `.domain` for all below it, or nothing for the rest. */
  readonly key: string;
  /** As the table has it, where no host is meant. */
  readonly text: string;
  /** Null: it is no host. */
  readonly to: Pick<Route, 'relay' | 'port'> | null;
}

/** Who may send to anywhere, or to nowhere. */
export interface RelayClient {
  /** As it stands: an address, a network, a name. */
  readonly text: string;
  /** Addresses as tcprules has them; none where there is no such form. */
  readonly rules: readonly string[];
  readonly verdict: 'relay' | 'deny' | 'plain';
  readonly at: Place | null;
}

export interface OldUser {
  readonly account: Account;
  /** What its forward file says; null where there is none. */
  readonly forward: Expansion | null;
  /** What `.forward+NAME` says, by NAME. */
  readonly details: ReadonlyMap<string, Expansion>;
}

/** What could not be read or has no counterpart. `what` names a sentence (rules/checklist/troubles.json), `data` fills it. */
export interface Trouble {
  readonly kind: 'could-not' | 'by-hand';
  readonly what: string;
  readonly at: Place;
  readonly data: Readonly<Record<string, string>>;
}

/** A feature of the old system that qmail has in another way, or not at all. */
export interface Feature {
  readonly what: string;
  readonly at: Place | null;
  readonly data: Readonly<Record<string, string>>;
  /** As it is set it does what qmail does in any case. */
  readonly same?: true;
}

export interface OldMail {
  readonly system: SystemName;
  readonly hostName: Told<string> | null;
  /** What is put after a name without a domain. */
  readonly origin: string;
  /** Domains whose users are those of the machine. Lower case, as all domains here. */
  readonly locals: readonly Told<string>[];
  /** Domains that have no other addresses than those of `rewrites`. */
  readonly virtuals: readonly Told<string>[];
  /** Domains that it takes for others, as rcpthosts has them. */
  readonly relays: readonly Told<string>[];
  /** The addresses that it takes for those domains, and `@domain` for all of one; null: every address. */
  readonly relayRecipients: ReadonlySet<string> | null;
  /** Addresses, `name@` and domains to which strangers may not write. */
  readonly refusedRecipients: readonly Told<string>[];
  readonly clients: readonly RelayClient[];
  readonly rewrites: readonly Rewrite[];
  readonly routes: readonly Route[];
  readonly oddRoutes: readonly OddRoute[];
  readonly aliases: readonly Alias[];
  readonly users: readonly OldUser[];
  /** Where mail for names goes that are nobody's; null: it is refused. */
  readonly luser: Expansion | null;
  /** What ends a user's name and begins an extension; '' for none. */
  readonly delimiter: string;
  /** As the controls of qmail have them: bytes, seconds; null where the old system is at its default. */
  readonly limits: { readonly databytes: string | null; readonly queuelifetime: string | null };
  /** As qmail-start takes it, `./Maildir/`; null for the mbox in the spool. */
  readonly homeMailbox: string | null;
  /** Senders that are refused, as badmailfrom has them. */
  readonly refusedSenders: readonly Told<string>[];
  readonly features: readonly Feature[];
  readonly troubles: readonly Trouble[];
}
