/**
 * What the kernel would answer to a process with given ids, worked out from owners and modes alone. The walk starts at
 * the audited machine's root, so an absolute symbolic link is resolved inside it.
 */
import type { Host, Stat } from './host.ts';

export interface Credentials {
  readonly uid: number;
  readonly gid: number;
  /** Supplementary groups; qmail's own programs drop them. */
  readonly groups?: readonly number[];
}

export type Errno =
  | 'ENOENT'
  | 'EACCES'
  | 'ENOTDIR'
  | 'EISDIR'
  | 'ELOOP'
  | 'ENAMETOOLONG'
  | 'ENXIO'
  | 'EINVAL'
  | 'EXDEV';

/** Where a path led, or which component stopped the walk and why. */
export type Walk =
  | { readonly ok: true; readonly path: string; readonly stat: Stat }
  | { readonly ok: false; readonly errno: Errno; readonly at: string; readonly stat: Stat | null };

export const READ = 4;
export const WRITE = 2;
export const EXECUTE = 1;

export const ROOT: Credentials = { uid: 0, gid: 0 };

const LINKS_MAX = 40;
const NAME_MAX = 255;
const PATH_MAX = 4096;

/** Whether `who` has all of `bits` (READ | WRITE | EXECUTE) on an object. */
export function may(who: Credentials, stat: Stat, bits: number): boolean {
  if (who.uid === 0) return (bits & EXECUTE) === 0 || stat.type === 'dir' || (stat.mode & 0o111) !== 0;
  const shift = who.uid === stat.uid ? 6 : inGroup(who, stat.gid) ? 3 : 0;
  return ((stat.mode >> shift) & bits) === bits;
}

function inGroup(who: Credentials, gid: number): boolean {
  return who.gid === gid || (who.groups?.includes(gid) ?? false);
}

/**
 * Walks `path` as `who`. A relative path starts at `cwd`, a directory that was walked before.
 * `follow: false` leaves a final symbolic link as it is (lstat). Throws CouldNotCheck where the auditor itself may not look.
 */
export function walk(
  host: Host,
  who: Credentials,
  path: string,
  options: { cwd?: string; follow?: boolean } = {},
): Walk {
  const follow = options.follow ?? true;
  if (path.length === 0) return { ok: false, errno: 'ENOENT', at: options.cwd ?? '/', stat: null };
  if (path.length >= PATH_MAX) return { ok: false, errno: 'ENAMETOOLONG', at: path, stat: null };
  let here = path.startsWith('/') ? '/' : (options.cwd ?? '/');
  let stat = host.lstat(here);
  if (stat === null) return { ok: false, errno: 'ENOENT', at: here, stat: null };
  let rest = components(path);
  let mustBeDir = path.endsWith('/');
  let links = 0;
  while (rest.length > 0) {
    const [name, ...after] = rest as [string, ...string[]];
    if (stat.type !== 'dir') return { ok: false, errno: 'ENOTDIR', at: here, stat };
    if (!may(who, stat, EXECUTE)) return { ok: false, errno: 'EACCES', at: here, stat };
    if (name.length > NAME_MAX) return { ok: false, errno: 'ENAMETOOLONG', at: join(here, name), stat: null };
    rest = after;
    if (name === '.') continue;
    const next: string = name === '..' ? dirname(here) : join(here, name);
    const found = host.lstat(next);
    if (found === null) return { ok: false, errno: 'ENOENT', at: next, stat: null };
    if (found.type === 'symlink' && (follow || rest.length > 0 || mustBeDir)) {
      links += 1;
      if (links > LINKS_MAX) return { ok: false, errno: 'ELOOP', at: next, stat: found };
      const target = host.readlink(next);
      if (target.startsWith('/')) here = '/';
      stat = host.lstat(here);
      if (stat === null) return { ok: false, errno: 'ENOENT', at: here, stat: null };
      if (target.endsWith('/') && rest.length === 0) mustBeDir = true;
      rest = [...components(target), ...rest];
      continue;
    }
    here = next;
    stat = found;
  }
  if (mustBeDir && stat.type !== 'dir') return { ok: false, errno: 'ENOTDIR', at: here, stat };
  return { ok: true, path: here, stat };
}

/** chdir(2): as `walk`, and the end must be a directory that `who` may search. */
export function chdir(host: Host, who: Credentials, path: string, cwd?: string): Walk {
  const found = walk(host, who, path, cwd === undefined ? {} : { cwd });
  if (!found.ok) return found;
  if (found.stat.type !== 'dir') return { ok: false, errno: 'ENOTDIR', at: found.path, stat: found.stat };
  if (!may(who, found.stat, EXECUTE)) return { ok: false, errno: 'EACCES', at: found.path, stat: found.stat };
  return found;
}

/** open(2) for reading. A directory opens; reading it is what fails. */
export function openRead(host: Host, who: Credentials, path: string, cwd?: string): Walk {
  const found = walk(host, who, path, cwd === undefined ? {} : { cwd });
  if (!found.ok) return found;
  if (found.stat.type === 'socket') return { ok: false, errno: 'ENXIO', at: found.path, stat: found.stat };
  if (!may(who, found.stat, READ)) return { ok: false, errno: 'EACCES', at: found.path, stat: found.stat };
  return found;
}

/** The names between the slashes. */
function components(path: string): string[] {
  return path.split('/').filter((name) => name !== '');
}

export function join(dir: string, name: string): string {
  return dir === '/' ? `/${name}` : `${dir}/${name}`;
}

export function dirname(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}

export function basename(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
