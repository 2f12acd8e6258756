/** Accounts and groups from passwd(5) and group(5) text. */
import type { Account, Accounts, Group } from './host.ts';

/** The accounts of a passwd file whom getpwnam(3) would find, in order. */
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

/** Field by field and without a list of them, since a large site has a million fields. What comes after the gid may be lacking. */
function accountIn(text: string, start: number, end: number, line: number, make: Make): Account | null {
  const first = afterBlanks(text, start);
  const name = text.indexOf(':', first);
  const password = text.indexOf(':', name + 1);
  const uid = text.indexOf(':', password + 1);
  if (name < 0 || password < 0 || uid < 0 || uid >= end) return null;
  if (name === first || NO_ACCOUNT.includes(text[first] as string)) return null;
  const gid = fieldEnd(text, uid + 1, end);
  const uidText = text.slice(password + 1, uid);
  const gidText = text.slice(uid + 1, gid);
  if (!isId(uidText) || !isId(gidText)) return null;
  const gecos = fieldEnd(text, gid + 1, end);
  const home = text.slice(gecos + 1, fieldEnd(text, gecos + 1, end));
  return make(text.slice(first, name), Number(uidText), Number(gidText), home, line);
}

function fieldEnd(text: string, start: number, end: number): number {
  const colon = text.indexOf(':', start);
  return colon < 0 || colon > end ? end : colon;
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

/** What no account begins with: a comment, and what NIS adds and takes away. */
const NO_ACCOUNT = '#+-';

function afterBlanks(text: string, start: number): number {
  let at = start;
  while (text[at] === ' ' || text[at] === '\t') at += 1;
  return at;
}

/** As the C library takes it: blanks and a plus may stand before the digits; 32 bits hold it. */
function isId(text: string | undefined): text is string {
  return text !== undefined && /^[ \t]*\+?\d+$/.test(text) && Number(text) <= 0xffffffff;
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
