/** qmail-pw2u: what it makes of an account and of its files in users/. Everything is a byte string. */
import type { Account } from '../host/host.ts';
import { type AssignErrorKind, parseAssign } from './assign.ts';
import { type Constmap, constmap, listMap, lowerCase, readList, splitEntries } from './control.ts';

/** The files of users/ that it reads; null for one that is not there. */
export interface Pw2uFiles {
  readonly include: string | null;
  readonly exclude: string | null;
  readonly mailnames: string | null;
  readonly subusers: string | null;
  readonly append: string | null;
}

/** Why an account gets no assignment without its options -u and -H. Nothing is written about it. */
export type LeftOut = 'uid-0' | 'capitals' | 'not-included' | 'excluded' | 'home-missing' | 'home-foreign';

/** Which accounts are wanted: those of users/include, where it is there, without those of users/exclude. */
export interface Wanted {
  readonly include: Constmap | null;
  readonly exclude: Constmap | null;
}

export function wantedOf({ include, exclude }: Pw2uFiles): Wanted {
  const list = (text: string | null) => (text === null ? null : listMap(readList(text)));
  return { include: list(include), exclude: list(exclude) };
}

/** `homeOwner`: the uid that owns an account's home, null where there is none. Source: `qmail-pw2u.c:91-155`. */
export function leftOut(
  account: Account,
  { include, exclude }: Wanted,
  homeOwner: (home: string) => number | null,
): LeftOut | null {
  const { name, uid, home } = account;
  if (uid === 0) return 'uid-0';
  if (/[A-Z]/.test(name)) return 'capitals';
  if (include !== null && include.find(name) === null) return 'not-included';
  if (exclude !== null && exclude.find(name) !== null) return 'excluded';
  const owner = homeOwner(home);
  if (owner === null) return 'home-missing';
  return owner === uid ? null : 'home-foreign';
}

/** A line of users/mailnames that counts: no later one is for the same user. */
export interface MailNames {
  readonly line: number;
  readonly user: string;
  /** In place of the user's own; none where the line names none. */
  readonly names: readonly string[];
}

/** Source: `qmail-pw2u.c:166-190`. */
export function readMailNames(text: string): MailNames[] {
  const map = constmap(splitEntries(readList(text)));
  return map.entries
    .filter((entry) => map.find(entry.key) === entry)
    .map(({ key, value, line }) => ({ line, user: key, names: value.split(':').filter((name) => name !== '') }));
}

export function hasName({ names }: MailNames, name: string): boolean {
  return names.some((each) => lowerCase(each) === lowerCase(name));
}

/** A line of users/subusers with two colons at least: its user is looked for, and must be one of the assigned. */
export interface Subuser {
  readonly line: number;
  readonly sub: string;
  readonly user: string;
  /** Null where the third colon is missing: the line is for nothing. */
  readonly pre: string | null;
}

/** `short`: lines that are passed over for want of colons; blank lines and those that begin with `#` are meant so. Source: `qmail-pw2u.c:198-232`. */
export function readSubusers(text: string): { subusers: Subuser[]; short: { line: number; text: string }[] } {
  const lines = text.split('\n').map((each, index) => ({ line: index + 1, text: each, fields: each.split(':') }));
  const subusers = lines.flatMap(({ line, fields: [sub = '', user, pre, ...rest] }) =>
    user === undefined || pre === undefined ? [] : [{ line, sub, user, pre: rest.length === 0 ? null : pre }],
  );
  const short = lines.filter((each) => each.fields.length < 4 && !/^([ \t\r]*$|#)/.test(each.text));
  return { subusers, short: short.map(({ line, text: each }) => ({ line, text: each })) };
}

/**
 * What qmail-newu will make of users/append, behind which qmail-pw2u puts the final dot (qmail-pw2u.c:303): a bad line,
 * `glued` where the dot gets stuck to a last line without a newline, `early` where a line of its own ends the file; null where all is well.
 */
export type AppendFault =
  | { readonly kind: Exclude<AssignErrorKind, 'no-dot' | 'unterminated'> | 'early'; readonly line: number }
  | { readonly kind: 'glued'; readonly line: number };

export function appendFault(text: string): AppendFault | null {
  const lines = text.split('\n').length;
  const { error, dotLine } = parseAssign(`${text}.\n`);
  if (error?.kind === 'no-dot' || error?.kind === 'unterminated') return { kind: 'glued', line: lines };
  if (error !== null) return { kind: error.kind, line: error.line };
  return dotLine !== null && dotLine < lines ? { kind: 'early', line: dotLine } : null;
}
