/** The way to a place and into it, descriptor by descriptor: only root's links are followed, and only where root alone could have put them. */
import type { RepairPlace } from '../checks/check.ts';
import { UsageError } from '../errors.ts';
import { dirname, join } from '../host/access.ts';
import { errnoOf } from '../host/errno.ts';
import type { Disk, Found } from './disk.ts';
import type { Left } from './step.ts';

/** A step cannot be done, and why. */
export class Stop extends Error {
  override readonly name = 'Stop';
  readonly why: Left;

  constructor(why: Left) {
    super(typeof why === 'string' ? why : why.errno);
    this.why = why;
  }
}

export interface Walker {
  /** The open directory of a place. Throws Stop, and errors of the system. */
  place(place: RepairPlace): number;
  /** The open directory that holds `path`, which is below the place. Throws Stop, and errors of the system. */
  parent(place: RepairPlace, path: string): number;
  /** Forgets what it holds open. */
  close(): void;
}

interface Dir {
  readonly fd: number;
  readonly stat: Found;
}

const LINKS_MAX = 40;
/** Directories of root, such as /home, that stay open for the next place. */
const KEPT_MAX = 64;
const STICKY = 0o1000;
const OTHERS_WRITE = 0o022;

/** `root`: the directory that is the machine's `/`; '' for the running machine. Throws UsageError where it is not root's alone. */
export function walker(disk: Disk, root: string): Walker {
  const kept = keeper(disk, openTop(disk, root));
  let base: { readonly path: string; readonly fd: number } | null = null;
  let above: { readonly path: string; readonly fd: number } | null = null;
  const leave = () => {
    if (above !== null) disk.close(above.fd);
    if (base !== null) kept.release(base.fd);
    above = null;
    base = null;
  };
  const place = (wanted: RepairPlace): number => {
    if (base?.path === wanted.path) return base.fd;
    leave();
    const { fd, stat } = followed(disk, kept, wanted.path);
    base = { path: wanted.path, fd };
    if (stat.device === wanted.device) return fd;
    leave();
    throw new Stop('device');
  };
  return {
    place,
    parent: (wanted, path) => {
      const fd = place(wanted);
      const dir = dirname(path);
      if (dir === wanted.real) return fd;
      if (above?.path === dir) return above.fd;
      if (above !== null) disk.close(above.fd);
      above = null;
      above = { path: dir, fd: below(disk, fd, namesOf(dir.slice(wanted.real.length)), wanted.device) };
      return above.fd;
    },
    close: () => {
      leave();
      kept.close();
    },
  };
}

/** The directories that root alone can change, by their paths: they stay what they are. */
interface Keeper {
  readonly top: Dir;
  get(path: string): Dir | undefined;
  /** Keeps `dir` where it is root's alone and so is the way to it, which ended at `above`. */
  offer(path: string, dir: Dir, above: Dir): void;
  has(dir: Dir): boolean;
  /** Closes what is not kept. */
  release(fd: number): void;
  close(): void;
}

function keeper(disk: Disk, top: Dir): Keeper {
  const dirs = new Map<string, Dir>([['/', top]]);
  const fds = new Set([top.fd]);
  return {
    top,
    get: (path) => dirs.get(path),
    offer: (path, dir, above) => {
      if (dirs.size >= KEPT_MAX || !fds.has(above.fd) || !isRootOnly(dir.stat)) return;
      dirs.set(path, dir);
      fds.add(dir.fd);
    },
    has: ({ fd }) => fds.has(fd),
    release: (fd) => {
      if (!fds.has(fd)) disk.close(fd);
    },
    close: () => {
      for (const fd of fds) disk.close(fd);
    },
  };
}

function isRootOnly({ uid, mode }: Found): boolean {
  return uid === 0 && (mode & OTHERS_WRITE) === 0;
}

function namesOf(path: string): string[] {
  return path.split('/').filter((name) => name !== '');
}

/** Nobody but root may change what the names lead to on the way to another machine's root. */
function openTop(disk: Disk, root: string): Dir {
  const fd = disk.root();
  let dir: Dir = { fd, stat: disk.stat(fd) };
  for (const name of namesOf(root)) {
    const { uid, mode } = dir.stat;
    const isSafe = uid === 0 && ((mode & OTHERS_WRITE) === 0 || (mode & STICKY) !== 0);
    const next = isSafe ? openDir(disk, dir.fd, name) : null;
    disk.close(dir.fd);
    if (next?.stat.uid !== 0)
      throw new UsageError(
        `--root ${root}: a fix needs a directory of root, below directories that root alone can change`,
      );
    dir = next;
  }
  return dir;
}

/** An open directory, or null where something else has the name. */
function openDir(disk: Disk, dir: number, name: string): Dir | null {
  const fd = disk.open(dir, name);
  const stat = disk.stat(fd);
  if (stat.type === 'dir') return { fd, stat };
  disk.close(fd);
  return null;
}

/** Where a walk stands, and the names that are still to go. */
interface Cursor {
  at: string;
  here: Dir;
  rest: string[];
  links: number;
}

/** The end of `path`, from the root. Throws Stop at a link that others than root could have put there. */
function followed(disk: Disk, kept: Keeper, path: string): Dir {
  const cursor: Cursor = { at: '/', here: kept.top, rest: namesOf(path), links: 0 };
  try {
    for (let name = cursor.rest.shift(); name !== undefined; name = cursor.rest.shift()) {
      if (name === '..') goOn(kept, cursor, [...namesOf(dirname(cursor.at)), ...cursor.rest]);
      else if (name !== '.') enter(disk, kept, cursor, name);
    }
  } catch (error) {
    kept.release(cursor.here.fd);
    throw error;
  }
  return cursor.here;
}

/** From the root again: what was walked so far holds no link. */
function goOn(kept: Keeper, cursor: Cursor, rest: string[]): void {
  stand(kept, cursor, '/', kept.top);
  cursor.rest = rest;
}

function stand(kept: Keeper, cursor: Cursor, at: string, dir: Dir): void {
  kept.release(cursor.here.fd);
  cursor.at = at;
  cursor.here = dir;
}

function enter(disk: Disk, kept: Keeper, cursor: Cursor, name: string): void {
  const at = join(cursor.at, name);
  const known = kept.get(at);
  if (known !== undefined) stand(kept, cursor, at, known);
  else {
    const fd = disk.open(cursor.here.fd, name);
    const dir = { fd, stat: disk.stat(fd) };
    if (dir.stat.type !== 'dir') throughLink(disk, kept, cursor, name, dir);
    else {
      kept.offer(at, dir, cursor.here);
      stand(kept, cursor, at, dir);
    }
  }
}

function throughLink(disk: Disk, kept: Keeper, cursor: Cursor, name: string, { fd, stat }: Dir): void {
  disk.close(fd);
  cursor.links += 1;
  const isRoots = stat.type === 'symlink' && stat.uid === 0 && kept.has(cursor.here);
  if (!isRoots || cursor.links > LINKS_MAX) throw new Stop('link');
  const target = disk.readlink(cursor.here.fd, name);
  const rest = [...namesOf(target), ...cursor.rest];
  if (target.startsWith('/')) goOn(kept, cursor, rest);
  else cursor.rest = rest;
}

/** Into a place no link is followed and no other file system entered. The caller closes what it gets. */
function below(disk: Disk, base: number, names: readonly string[], device: number | undefined): number {
  let fd = base;
  for (const name of names) {
    const next = nextOf(disk, fd, base, name);
    fd = next.fd;
    if (next.stat.device === device) continue;
    disk.close(fd);
    throw new Stop('device');
  }
  return fd;
}

function nextOf(disk: Disk, fd: number, base: number, name: string): Dir {
  try {
    const next = openDir(disk, fd, name);
    if (next === null) throw new Stop('link');
    return next;
  } finally {
    if (fd !== base) disk.close(fd);
  }
}

/** What an error says of a step; one that is none of the system's is thrown. */
export function leftBy(error: unknown): Left {
  if (error instanceof Stop) return error.why;
  const errno = errnoOf(error);
  if (!/^E[A-Z0-9]+$/.test(errno)) throw error;
  return errno === 'ENOENT' ? 'gone' : errno === 'ENOTEMPTY' ? 'not-empty' : { errno };
}
