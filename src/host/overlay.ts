/** A machine with some files on it that are not there yet: what is proposed is looked at as if it had been written. */
import { dirname } from './access.ts';
import { accountsFrom } from './accounts.ts';
import type { Account, Group, Host, Stat } from './host.ts';
import { READ_LIMIT } from './host.ts';

export interface OverlayFile {
  /** Absolute, no link among its parents. */
  readonly path: string;
  readonly type: 'file' | 'dir';
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
  /** Bytes of a file. */
  readonly text?: string;
}

export interface Overlay {
  readonly files: readonly OverlayFile[];
  /** Accounts and groups that the machine lacks. */
  readonly accounts?: readonly Account[];
  readonly groups?: readonly Group[];
}

/** `base` with what `overlay` adds; directories that lack on the way are root's, 0755. What is not named is as it was. */
export function overlaid(base: Host, { files, accounts = [], groups = [] }: Overlay): Host {
  const added = new Map(files.map((file) => [file.path, file]));
  const names = new Map<string, Set<string>>();
  for (const { path } of files) hold(path, names);
  const lstat = (path: string): Stat | null => {
    const file = added.get(path);
    if (file !== undefined) return statOf(file);
    const found = base.lstat(path);
    return found ?? (names.has(path) ? statOf({ path, type: 'dir', uid: 0, gid: 0, mode: 0o755 }) : null);
  };
  // What the machine remembers of its ways does not hold here.
  const { trails: _, fresh: __, ...plain } = base;
  return {
    ...plain,
    source: null,
    accounts: withAccounts(base, accounts, groups),
    lstat,
    readlink: (path) => base.readlink(path),
    list: (path) => {
      const own = names.get(path) ?? new Set<string>();
      const before = base.lstat(path)?.type === 'dir' ? base.list(path) : [];
      return [...new Set([...before, ...own])];
    },
    read: (path, limit = READ_LIMIT) => added.get(path)?.text?.slice(0, limit) ?? base.read(path, limit),
    open: (path, limit = READ_LIMIT) => {
      const file = added.get(path);
      if (file !== undefined) return { stat: statOf(file), text: file.type === 'file' ? (file.text ?? '') : null };
      const stat = lstat(path);
      return base.lstat(path) === null && stat !== null ? { stat, text: null } : base.open(path, limit);
    },
  };
}

function hold(path: string, names: Map<string, Set<string>>): void {
  for (let at = path; at !== '/'; at = dirname(at)) {
    const parent = dirname(at);
    const known = names.get(parent) ?? new Set<string>();
    names.set(parent, known);
    known.add(at.slice(at.lastIndexOf('/') + 1));
  }
}

function statOf({ type, uid, gid, mode, text }: OverlayFile): Stat {
  return { type, uid, gid, mode, size: text?.length ?? 0 };
}

function withAccounts(base: Host, accounts: readonly Account[], groups: readonly Group[]): Host['accounts'] {
  if (accounts.length === 0 && groups.length === 0) return base.accounts;
  const more = accountsFrom(accounts, groups);
  const { byName, gidOf, userName, groupName } = base.accounts;
  return {
    ...base.accounts,
    all: [...base.accounts.all, ...accounts],
    groups: [...base.accounts.groups, ...groups],
    byName: (name) => byName(name) ?? more.byName(name),
    gidOf: (group) => gidOf(group) ?? more.gidOf(group),
    userName: (uid) => (accounts.some((each) => each.uid === uid) ? more.userName(uid) : userName(uid)),
    groupName: (gid) => (groups.some((each) => each.gid === gid) ? more.groupName(gid) : groupName(gid)),
  };
}
