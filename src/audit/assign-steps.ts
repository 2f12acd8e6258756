/** Adds to a trace what users/assign says of the address, where users/cdb, which alone qmail-lspawn reads, says something else. */
import { tried } from '../checks/tried.ts';
import { type AssignEntry, leadingNumber, readAssign, recordKey } from '../qmail/assign.ts';
import { lowerCase } from '../qmail/control.ts';
import type { Followed } from '../qmail/follow.ts';
import type { Assignment } from '../qmail/getpw.ts';
import type { Installation } from '../qmail/installation.ts';
import type { UsersCdb } from '../qmail/lspawn.ts';
import type { Step } from '../qmail/trace.ts';

type AssignTeller = (followed: Followed) => Followed;

/** The teller of one target: users/assign is read when it is first needed. */
export function assignTeller(installation: Installation, cdb: UsersCdb): AssignTeller {
  let book: Book | null | undefined;
  const tell: AssignTeller = (followed) => {
    const then = followed.then.map(tell);
    const at = followed.steps.findIndex(({ program }) => program === 'qmail-getpw' || program === 'qmail-lspawn');
    if (followed.channel !== 'local' || at < 0 || cdb === 'unreadable') return { ...followed, then };
    book ??= bookOf(installation);
    const step = book === null ? null : stepOf(book, cdb, followed);
    if (step === null) return { ...followed, then };
    return { ...followed, steps: followed.steps.toSpliced(at, 0, step), then };
  };
  return tell;
}

interface Book {
  readonly entries: ReadonlyMap<string, AssignEntry>;
  /** The characters behind which qmail-lspawn cuts an address. */
  readonly wild: ReadonlySet<string>;
  /** qmail-newu takes it. */
  readonly isSound: boolean;
}

/** Null where there is none, or it could not be looked at, which the audit says. */
function bookOf(installation: Installation): Book | null {
  const source = tried(() => readAssign(installation));
  if (source === null || 'skip' in source) return null;
  const entries = new Map<string, AssignEntry>();
  for (const entry of source.assign.entries) {
    const key = recordKey(entry);
    if (!entries.has(key)) entries.set(key, entry);
  }
  const wild = new Set(source.assign.entries.filter((entry) => entry.wild).map(({ local }) => local.slice(-1)));
  return { entries, wild, isSound: source.assign.error === null };
}

function stepOf(book: Book, cdb: UsersCdb, { to, assignment }: Followed): Step | null {
  const local = to.slice(0, to.lastIndexOf('@'));
  const found = local === '' ? null : lookUp(book, local);
  const assigned = assignment?.by === 'users/cdb' ? assignment : null;
  const step = (decision: string, line?: number): Step => {
    const data = { user: found?.entry.user ?? assigned?.user ?? '' };
    return { program: 'qmail-lspawn', decision, data, file: 'users/assign', ...(line === undefined ? {} : { line }) };
  };
  if (found === null) return assigned !== null && book.isSound ? step('assign-gone') : null;
  const { line } = found.entry;
  if (assignment !== null && isSame(assignment, found)) return null;
  if (cdb === 'absent') return step('assign-no-cdb', line);
  return assignment === null ? null : step('assign-stale', line);
}

interface Found {
  readonly entry: AssignEntry;
  /** What stands behind a wildcard. */
  readonly rest: string;
}

/** As qmail-lspawn looks in the table that would be made of it (qmail-lspawn.c:103). */
function lookUp({ entries, wild }: Book, local: string): Found | null {
  const key = `!${lowerCase(local)}`;
  const exact = entries.get(`${key}\0`);
  if (exact !== undefined) return { entry: exact, rest: '' };
  for (let length = key.length; length >= 1; length -= 1) {
    if (length > 1 && !wild.has(key[length - 1] as string)) continue;
    const entry = entries.get(key.slice(0, length));
    if (entry !== undefined) return { entry, rest: local.slice(length - 1) };
  }
  return null;
}

function isSame(assigned: Assignment, { entry, rest }: Found): boolean {
  const { user, home, dash, ext } = entry;
  return (
    assigned.user === user &&
    assigned.home === home &&
    assigned.dash === dash &&
    assigned.ext === ext + rest &&
    assigned.uid === leadingNumber(entry.uid) &&
    assigned.gid === leadingNumber(entry.gid)
  );
}
