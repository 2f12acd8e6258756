/** Accounts and groups from passwd(5) and group(5) text. */
import type { Account, Accounts, Group } from './host.ts';

/** The lines of a passwd file that getpwent(3) would return: seven fields, numeric ids. */
export function parsePasswd(text: string): Account[] {
  return accountsIn(text, (name, uid, gid, home) => ({ name, uid, gid, home }));
}

/** The same of /etc/passwd itself: each account has its line. */
export function parseEtcPasswd(text: string): Account[] {
  return accountsIn(text, (name, uid, gid, home, line) => ({ name, uid, gid, home, line }));
}

/** Written out: a spread takes twice the room, and there may be a hundred thousand. */
type Make = (name: string, uid: number, gid: number, home: string, line: number) => Account;

function accountsIn(text: string, make: Make): Account[] {
  const accounts: Account[] = [];
  for (let start = 0, line = 1; start < text.length; line += 1) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const account = accountIn(text, start, end, line, make);
    if (account !== null) accounts.push(account);
    start = end + 1;
  }
  return accounts;
}

/** Field by field and without a list of them, since a large site has a million fields. */
function accountIn(text: string, start: number, end: number, line: number, make: Make): Account | null {
  const name = text.indexOf(':', start);
  const password = text.indexOf(':', name + 1);
  const uid = text.indexOf(':', password + 1);
  const gid = text.indexOf(':', uid + 1);
  const gecos = text.indexOf(':', gid + 1);
  if (name < 0 || password < 0 || uid < 0 || gid < 0 || gecos < 0 || gecos >= end) return null;
  if (name === start || text[start] === '#') return null;
  const uidText = text.slice(password + 1, uid);
  const gidText = text.slice(uid + 1, gid);
  if (!isId(uidText) || !isId(gidText)) return null;
  const home = text.indexOf(':', gecos + 1);
  return make(
    text.slice(start, name),
    Number(uidText),
    Number(gidText),
    text.slice(gecos + 1, home < 0 || home > end ? end : home),
    line,
  );
}

export function parseGroup(text: string): Group[] {
  const groups: Group[] = [];
  for (const line of text.split('\n')) {
    const [name, , gid] = line.split(':');
    if (!name || name.startsWith('#') || !isId(gid)) continue;
    groups.push({ name, gid: Number(gid) });
  }
  return groups;
}

function isId(text: string | undefined): text is string {
  return text !== undefined && /^\d+$/.test(text);
}

/**
 * `lookUp` asks a directory service for a name that the lists lack (null: it has none; throws CouldNotCheck).
 * The first of several entries with one name or number wins, as in getpwnam(3) and getpwuid(3).
 */
export function accountsFrom(
  all: readonly Account[],
  groups: readonly Group[],
  options: {
    incomplete?: string | null;
    lookUp?: (name: string) => Account | null;
    lookUpGroup?: (name: string) => number | null;
  } = {},
): Accounts {
  const byName = later(() => firstWins(all, (account) => account.name));
  const byUid = later(() => firstWins(all, (account) => account.uid));
  const groupByName = firstWins(groups, (group) => group.name);
  const groupByGid = firstWins(groups, (group) => group.gid);
  return {
    all,
    groups,
    incomplete: options.incomplete ?? null,
    byName: (name) => byName().get(name) ?? options.lookUp?.(name) ?? null,
    gidOf: (group) => groupByName.get(group)?.gid ?? options.lookUpGroup?.(group) ?? null,
    userName: (uid) => byUid().get(uid)?.name ?? String(uid),
    groupName: (gid) => groupByGid.get(gid)?.name ?? String(gid),
  };
}

function later<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function firstWins<T, K>(items: readonly T[], key: (item: T) => K): Map<K, T> {
  const map = new Map<K, T>();
  for (const item of items) if (!map.has(key(item))) map.set(key(item), item);
  return map;
}
