/** The real machine, or the tree of another one below a directory of this one. Reads only, bounded, through no link. */
import * as fs from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { isAscii } from './bytes.ts';
import { errnoOf, reasonOf } from './errno.ts';
import {
  type Accounts,
  CouldNotCheck,
  type FileType,
  type Host,
  type MachineSource,
  type MountPoint,
  type Opened,
  type Process,
  READ_LIMIT,
  type Resolver,
  type Room,
  type Stat,
} from './host.ts';
import { closedReason, readMounts } from './mounts.ts';
import { filesAccounts, systemAccounts } from './nss.ts';
import { readProcesses } from './processes.ts';

export interface MachineOptions extends MachineSource {
  readonly dns: Resolver;
  /** Those of the machine, unless given. */
  readonly accounts?: Accounts;
  readonly addresses?: readonly string[];
  readonly publicAddresses?: readonly string[];
}

const PASSWD_LIMIT = 512 * 1024 * 1024;

export function machineHost(options: MachineOptions): Host {
  const { root } = options;
  const files = machineFiles(options);
  const readIfThere = (path: string) => {
    try {
      return files.lstat(path)?.type === 'file' ? files.read(path, PASSWD_LIMIT) : null;
    } catch {
      return null;
    }
  };
  return {
    kind: 'machine',
    lacks: root === '' ? 'nothing' : 'programs',
    source: { root, mounts: options.mounts, dead: options.dead },
    accounts: options.accounts ?? (root === '' ? systemAccounts() : filesAccounts(readIfThere)),
    dns: options.dns,
    ...files,
    addresses: options.addresses ?? (root === '' ? ownAddresses() : null),
    publicAddresses: options.publicAddresses ?? [],
    hostname: root === '' ? hostname() : null,
    ...running(root),
    now: root === '' ? Math.floor(Date.now() / 1000) : null,
  };
}

/** What runs and what is mounted, looked at once. */
function running(root: string): Pick<Host, 'processes' | 'mounts'> {
  if (root !== '') return { processes: () => null, mounts: () => null };
  let processes: readonly Process[] | null = null;
  let mounts: readonly MountPoint[] | null = null;
  return {
    processes: () => (processes ??= readProcesses()),
    mounts: () => {
      mounts ??= readMounts();
      return mounts.length === 0 ? null : mounts;
    },
  };
}

type Files = Pick<Host, 'lstat' | 'readlink' | 'list' | 'read' | 'open' | 'room'>;

function machineFiles({ root, mounts, dead }: MachineSource): Files {
  const risky = dead.length > 0 || mounts.some((mount) => mount.type === 'autofs');
  const real = (path: string): string | Buffer => {
    const full = path === '/' && root !== '' ? root : root + path;
    if (risky) {
      const reason = closedReason(mounts, dead, full);
      if (reason !== null) throw new CouldNotCheck(path, reason);
    }
    return isAscii(full) ? full : Buffer.from(full, 'latin1');
  };
  const attempt = <T>(path: string, call: (full: string | Buffer) => T): T => {
    try {
      return call(real(path));
    } catch (error) {
      throw couldNot(path, error);
    }
  };
  return {
    lstat: (path) => {
      if (path === '/' && root !== '') return FOREIGN_ROOT;
      try {
        const found = fs.lstatSync(real(path), IF_THERE);
        return found === undefined ? null : statOf(found);
      } catch (error) {
        throw couldNot(path, error);
      }
    },
    readlink: (path) => attempt(path, (full) => fs.readlinkSync(full, 'latin1')),
    list: (path) => attempt(path, (full) => fs.readdirSync(full, 'latin1') as string[]),
    read: (path, limit = READ_LIMIT) => attempt(path, (full) => readRegular(path, full, limit)),
    open: (path, limit = READ_LIMIT) => {
      try {
        return openWhole(real(path), limit);
      } catch (error) {
        throw couldNot(path, error);
      }
    },
    room: (path) => (root === '' ? attempt(path, (full) => roomOf(fs.statfsSync(full))) : null),
  };
}

/** A directory that stands for another machine's `/` need not have its owner and mode: a restored backup is often closed. */
const FOREIGN_ROOT: Stat = { type: 'dir', mode: 0o755, uid: 0, gid: 0, size: 0 };

const IF_THERE = { throwIfNoEntry: false } as const;

function couldNot(path: string, error: unknown): CouldNotCheck {
  return error instanceof CouldNotCheck ? error : new CouldNotCheck(path, reasonOf(error));
}

/** Opens without following a link and without waiting, makes sure that it is a regular file, reads at most `limit` bytes. */
function readRegular(path: string, full: string | Buffer, limit: number): string {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = fs.constants;
  const fd = fs.openSync(full, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const stat = fs.fstatSync(fd);
    if (!stat.isFile()) throw new CouldNotCheck(path, 'not a regular file');
    if (stat.size > limit) throw new CouldNotCheck(path, `larger than ${limit} bytes`);
    const buffer = Buffer.allocUnsafe(Math.min(limit, Math.max(stat.size, 0)) + 1);
    let length = 0;
    while (length < buffer.length) {
      const count = fs.readSync(fd, buffer, length, buffer.length - length, null);
      if (count === 0) break;
      length += count;
    }
    return buffer.toString('latin1', 0, Math.min(length, limit));
  } finally {
    fs.closeSync(fd);
  }
}

const NOTHING: ReadonlySet<string | null> = new Set(['ENOENT', 'ENOTDIR']);
/** Links and sockets cannot be opened so. */
const NO_FILE: ReadonlySet<string | null> = new Set(['ELOOP', 'ENXIO', 'ENODEV']);

/** As `readRegular`, with what fstat says of the same descriptor; a small file takes one call of read(2). */
function openWhole(full: string | Buffer, limit: number): Opened | null {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = fs.constants;
  let fd: number;
  try {
    fd = fs.openSync(full, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    if (NOTHING.has(errnoOf(error))) return null;
    if (!NO_FILE.has(errnoOf(error))) throw error;
    const found = fs.lstatSync(full, IF_THERE);
    return found === undefined ? null : { stat: statOf(found), text: null };
  }
  try {
    const found = fs.fstatSync(fd);
    const stat = statOf(found);
    return { stat, text: found.isFile() && found.size <= limit ? textOf(fd, found.size) : null };
  } finally {
    fs.closeSync(fd);
  }
}

const SMALL = Buffer.allocUnsafe(65536);

/** A file that grows meanwhile is read as long as it was. */
function textOf(fd: number, size: number): string {
  const buffer = size <= SMALL.length ? SMALL : Buffer.allocUnsafe(size);
  let length = 0;
  while (length < size) {
    const count = fs.readSync(fd, buffer, length, size - length, null);
    if (count === 0) break;
    length += count;
  }
  return buffer.toString('latin1', 0, length);
}

/** The blocks that root keeps to himself are not free: qmail-queue runs as qmailq. */
function roomOf({ blocks, bavail, files, ffree, bsize }: fs.StatsFs): Room {
  return { blocks, blocksFree: bavail, inodes: files, inodesFree: ffree, blockSize: bsize };
}

/** What node:fs says, in our words. */
export function statOf(found: fs.Stats): Required<Stat> {
  return {
    type: typeOf(found),
    mode: found.mode & 0o7777,
    uid: found.uid,
    gid: found.gid,
    size: found.size,
    mtime: Math.floor(found.mtimeMs / 1000),
    atime: Math.floor(found.atimeMs / 1000),
    inode: found.ino,
    device: found.dev,
    links: found.nlink,
  };
}

const TYPES: ReadonlyMap<number, FileType> = new Map([
  [0o100000, 'file'],
  [0o040000, 'dir'],
  [0o120000, 'symlink'],
  [0o010000, 'fifo'],
  [0o140000, 'socket'],
]);

function typeOf(found: fs.Stats): FileType {
  return TYPES.get(found.mode & 0o170000) ?? 'device';
}

/** IPv4 addresses of every interface that is up (ipme.c:36). */
function ownAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter((each) => each.family === 'IPv4')
    .map((each) => each.address);
}

/** Whether a directory of this machine can be the root of an audited one. */
export function isDirectory(path: string): boolean {
  try {
    return fs.statSync(path).isDirectory();
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return false;
    throw new CouldNotCheck(path, reasonOf(error));
  }
}
