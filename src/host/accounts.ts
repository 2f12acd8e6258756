/** Accounts and groups from passwd(5) and group(5) text. */
import type { Account, Accounts, Group } from './host.ts';

/** The lines of a passwd file that getpwent(3) would return: seven fields, numeric ids. */
export function parsePasswd(text: string): Account[] {
  const accounts: Account[] = [];
  for (const line of text.split('\n')) {
    const [name, , uid, gid, , home] = line.split(':');
    if (!name || name.startsWith('#') || home === undefined || !isId(uid) || !isId(gid)) continue;
    accounts.push({ name, uid: Number(uid), gid: Number(gid), home });
  }
  return accounts;
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
  options: { incomplete?: string | null; lookUp?: (name: string) => Account | null } = {},
): Accounts {
  const byName = firstWins(all, (account) => account.name);
  const byUid = firstWins(all, (account) => account.uid);
  const groupByName = firstWins(groups, (group) => group.name);
  const groupByGid = firstWins(groups, (group) => group.gid);
  return {
    all,
    groups,
    incomplete: options.incomplete ?? null,
    byName: (name) => byName.get(name) ?? options.lookUp?.(name) ?? null,
    gidOf: (group) => groupByName.get(group)?.gid ?? null,
    userName: (uid) => byUid.get(uid)?.name ?? String(uid),
    groupName: (gid) => groupByGid.get(gid)?.name ?? String(gid),
  };
}

function firstWins<T, K>(items: readonly T[], key: (item: T) => K): Map<K, T> {
  const map = new Map<K, T>();
  for (const item of items) if (!map.has(key(item))) map.set(key(item), item);
  return map;
}
