import type { Trail } from './access.ts';

/**
 * All that may be asked of a machine.
 *
 * Paths and contents are *byte strings*: one character (0..255) for each byte, as `latin1` decodes them, so that
 * nothing is lost. Paths are absolute, start at the audited machine's own root, and none of their parents may be a
 * symbolic link: `access.ts` walks a path as the kernel would and hands over what it found.
 */
export interface Host {
  readonly kind: 'machine' | 'image';
  /**
   * What it may lack without saying so: a restored tree lacks what was installed beside the configuration, an image that was
   * written by hand may lack anything. What a snapshot left out it refuses to answer for.
   */
  readonly lacks: 'nothing' | 'programs' | 'anything';
  /** Plain data from which a worker thread rebuilds this host (`open.ts`); null where it cannot. */
  readonly source: MachineSource | null;
  readonly accounts: Accounts;
  readonly dns: Resolver;
  /** What there is at `path` itself (links are not followed), or null if nothing. Throws CouldNotCheck. */
  lstat(path: string): Stat | null;
  /** Where the symbolic link at `path` points. Throws CouldNotCheck. */
  readlink(path: string): string;
  /** The names in a directory, without `.` and `..`. Throws CouldNotCheck. */
  list(path: string): string[];
  /** The first `limit` bytes of the regular file at `path` (default READ_LIMIT). Throws CouldNotCheck. */
  read(path: string, limit?: number): string;
  /**
   * What there is at `path` itself and, of a regular file, its bytes: by one opening, so that both are of one moment. `text` is null
   * for what is no regular file, or larger than `limit` bytes (default READ_LIMIT); null where there is nothing. Throws CouldNotCheck.
   */
  open(path: string, limit?: number): Opened | null;
  /** The same machine without a memory (`remembering.ts`), for what moves while it is looked at. */
  readonly fresh?: Host;
  /** Own IPv4 addresses, or null where they are not known. */
  readonly addresses: readonly string[] | null;
  readonly publicAddresses: readonly string[];
  /** The host's own name, where it is known. */
  readonly hostname: string | null;
  /** Seconds since 1970, or null for an image that does not say when it was taken: ages say nothing there. */
  readonly now: number | null;
  /** What runs, or null where that is not this machine's to tell (another root, an image without them). Throws CouldNotCheck. */
  processes(): readonly Process[] | null;
  /** What is mounted, in order, or null where that is not this machine's to tell. */
  mounts(): readonly MountPoint[] | null;
  /** Room of the file system at `path` for who is not root, or null where that is not this machine's to tell. Throws CouldNotCheck. */
  room(path: string): Room | null;
  /** Where the host remembers the ways of paths for as long as it lives (`remembering.ts`). */
  readonly trails?: Map<string, Trail>;
}

/** No configuration of qmail comes near this; what is larger is cut and said to be. */
export const READ_LIMIT = 4 * 1024 * 1024;

export type FileType = 'file' | 'dir' | 'symlink' | 'fifo' | 'socket' | 'device';

export interface Stat {
  readonly type: FileType;
  /** Permission bits, 0 to 0o7777. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes. */
  readonly size: number;
  /** Seconds since 1970; absent where it was not recorded. */
  readonly mtime?: number;
  readonly atime?: number;
  readonly inode?: number;
  readonly device?: number;
  /** How many names it has. */
  readonly links?: number;
}

/** A file with its bytes. */
export interface Opened {
  readonly stat: Stat;
  readonly text: string | null;
}

export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  /** In /etc/passwd, from 1; absent where it was told by another source. */
  readonly line?: number;
}

export interface Process {
  readonly pid: number;
  /** As proc(5) has it: at most 15 bytes. */
  readonly name: string;
  /** Seconds since 1970. */
  readonly started: number;
  /** What follows is absent where it was not recorded or may not be looked at. */
  readonly ppid?: number;
  /** The effective one. */
  readonly uid?: number;
  /** As the process has them now: whoever owns it can write there what he likes. */
  readonly args?: readonly string[];
  /** TCP ports. */
  readonly listens?: readonly number[];
  /** As proc(5) has it, with ` (deleted)` where it was removed. */
  readonly cwd?: string;
}

export interface Group {
  readonly name: string;
  readonly gid: number;
}

export interface Accounts {
  /** Every account that could be enumerated, in the order of the database. */
  readonly all: readonly Account[];
  readonly groups: readonly Group[];
  /** Why `all` may lack accounts (a directory service that does not enumerate), or null. */
  readonly incomplete: string | null;
  /** getpwnam(3). Throws CouldNotCheck when the directory service does not answer. */
  byName(name: string): Account | null;
  /** getgrnam(3), as a gid. */
  gidOf(group: string): number | null;
  /** The name that belongs to a uid, else the number as text. */
  userName(uid: number): string;
  groupName(gid: number): string;
}

/** The four answers of the DNS. `soft`: SERVFAIL, REFUSED or no answer in time. */
export type Answer<T> =
  | { readonly kind: 'data'; readonly records: readonly T[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'soft'; readonly reason: string }
  | { readonly kind: 'not-asked' };

export interface Mx {
  readonly preference: number;
  readonly exchange: string;
}

export interface Resolver {
  mx(name: string): Promise<Answer<Mx>>;
  /** IPv4 addresses; qmail knows no others. */
  a(name: string): Promise<Answer<string>>;
  ptr(address: string): Promise<Answer<string>>;
  /** Seconds for which each record may still be kept, by the server that is asked; absent where none can be asked. */
  ttl?(type: 'MX' | 'A', name: string): Promise<Answer<number>>;
}

export interface MachineSource {
  /** The directory that is the machine's `/`; '' for the running machine itself. */
  readonly root: string;
  readonly mounts: readonly Mount[];
  readonly dead: readonly ClosedPlace[];
}

export interface Mount {
  readonly path: string;
  readonly type: string;
}

export interface MountPoint extends Mount {
  /** Of the mount and of its file system: `ro`, `nosuid` … */
  readonly options: readonly string[];
  /** As `Stat` has it; absent where it was not recorded. */
  readonly device?: number;
}

/** Room of a file system. A file system without a limit of inodes has 0 of them. */
export interface Room {
  readonly blocks: number;
  readonly blocksFree: number;
  readonly inodes: number;
  readonly inodesFree: number;
  /** Bytes. */
  readonly blockSize: number;
}

/** A part of the tree that must not be touched, and why. */
export interface ClosedPlace {
  readonly path: string;
  readonly reason: string;
}

/** Something that was asked for could not be looked at: neither fine nor wrong. */
export class CouldNotCheck extends Error {
  override readonly name = 'CouldNotCheck';
  readonly path: string;
  readonly reason: string;
  /** `not-applicable`: nothing hinders the look; what would be looked at does not come about. */
  readonly kind: 'could-not' | 'not-applicable';

  constructor(path: string, reason: string, kind: CouldNotCheck['kind'] = 'could-not') {
    super(`${path}: ${reason}`);
    this.path = path;
    this.reason = reason;
    this.kind = kind;
  }
}
