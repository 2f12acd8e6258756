/** users/assign of the old qmail on the new machine, where accounts may have other numbers and homes. */
import { bytesOf } from '../../host/bytes.ts';
import type { Account, Accounts } from '../../host/host.ts';
import type { NewMachine } from '../../migrate/proposal/types.ts';
import { type AssignEntry, parseAssign } from '../../qmail/assign.ts';

/** The same lines with the numbers that the accounts behind the old ones have there; `.` at the end. */
export function assignFor(text: string, old: Accounts, machine: NewMachine): string {
  const lines = parseAssign(text).entries.map((entry) => {
    const { type, local, user, uid, gid, home, dash, ext } = movedEntry(entry, old, machine);
    return `${type}${[local, user, uid, gid, home, dash, ext].join(':')}:`;
  });
  return `${[...lines, '.'].join('\n')}\n`;
}

function movedEntry(
  entry: AssignEntry,
  old: Accounts,
  { alias, aliasHome, accountOf, gidOf }: NewMachine,
): AssignEntry {
  if (entry.user === 'alias') return { ...entry, uid: String(alias.uid), gid: String(alias.gid), home: aliasHome };
  const before = behind(entry, old);
  const now = before === null ? null : accountOf(before.name);
  const group = gidOf(old.groupName(Number(entry.gid)));
  const gid = before?.gid === Number(entry.gid) ? now?.gid : group;
  return {
    ...entry,
    uid: now === null ? entry.uid : String(now.uid),
    gid: gid === undefined || gid === null ? entry.gid : String(gid),
    home: before === null || now === null ? entry.home : movedPath(entry.home, before.home, now.home),
  };
}

/** Whose numbers a line has: of the user that it names, or of whoever has that uid, as vpopmail has for its domains. */
export function behind({ user, uid }: Pick<AssignEntry, 'user' | 'uid'>, old: Accounts): Account | null {
  const named = old.byName(user);
  if (named !== null) return String(named.uid) === uid ? named : null;
  const owner = old.byName(old.userName(Number(uid)));
  return owner !== null && String(owner.uid) === uid ? owner : null;
}

/** A path in a home that has moved. */
export function movedPath(path: string, from: string, to: string): string {
  return path === from || path.startsWith(`${from}/`) ? to + path.slice(from.length) : path;
}

export interface Place {
  readonly path: string;
  /** The account that it belongs to, and its old home. */
  readonly owner: Account;
}

/** Directories of users/assign that are no account's home, as those of vpopmail's domains: each once. */
export function assignedHomes(text: string, old: Accounts): Place[] {
  const homes = new Set(old.all.map(({ home }) => home));
  const found = new Map<string, Place>();
  for (const entry of parseAssign(text).entries) {
    const owner = homes.has(entry.home) ? null : behind(entry, old);
    if (owner !== null) found.set(entry.home, { path: entry.home, owner });
  }
  return [...found.values()];
}

/** Maildirs of accounts in which mail for these addresses ends, but for those that are a user's own mailbox: alias needs none. */
export function maildirPlaces(
  ends: readonly { readonly kind: string; readonly place: string | null; readonly user?: string }[],
  old: Accounts,
  mailbox: string,
): Place[] {
  return ends.flatMap(({ kind, place, user }) => {
    const owner = kind === 'maildir' && place !== null && user !== undefined ? old.byName(bytesOf(user)) : null;
    if (owner === null || place === null) return [];
    const path = bytesOf(place).replace(/(.)\/+$/, '$1');
    if (owner.name === 'alias') return [{ path, owner }];
    return path === `${owner.home}/${mailbox.replace(/^(\.\/+)+/, '').replace(/\/+$/, '')}` ? [] : [{ path, owner }];
  });
}
