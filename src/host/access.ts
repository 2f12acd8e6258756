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
  | 'ENOSPC'
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
const TRAILS_MAX = 500;
const SLASH = 0x2f;

/** Whether `who` has all of `bits` (READ | WRITE | EXECUTE) on an object. */
export function may(who: Credentials, stat: Stat, bits: number): boolean {
  if (who.uid === 0) return (bits & EXECUTE) === 0 || stat.type === 'dir' || (stat.mode & 0o111) !== 0;
  const shift = who.uid === stat.uid ? 6 : inGroup(who, stat.gid) ? 3 : 0;
  return ((stat.mode >> shift) & bits) === bits;
}

function inGroup(who: Credentials, gid: number): boolean {
  return who.gid === gid || (who.groups?.includes(gid) ?? false);
}

/** A directory or file that a walk stands at. */
export interface Place {
  readonly path: string;
  readonly stat: Stat;
}

/** The way of an absolute path as root goes it: what is searched on it, in order, and its end. */
export interface Trail {
  readonly searched: readonly Place[];
  readonly end: Walk;
}

/**
 * Walks `path` as `who`. A relative path starts at `cwd`; where that is a path, the way to it was searched before.
 * `follow: false` leaves a final symbolic link as it is (lstat). Throws CouldNotCheck where the auditor itself may not look.
 */
export function walk(
  host: Host,
  who: Credentials,
  path: string,
  options: { cwd?: string | Place; follow?: boolean } = {},
): Walk {
  const { cwd = '/', follow = true } = options;
  if (host.trails !== undefined && follow && path.startsWith('/')) return along(host, host.trails, who, path);
  return go(host, path, cwd, follow, (place) => may(who, place.stat, EXECUTE));
}

/** Over a trail that is remembered: the kernel refuses at the first directory that `who` may not search. */
function along(host: Host, trails: Map<string, Trail>, who: Credentials, path: string): Walk {
  const trail = trailOf(host, trails, path);
  for (const { path: at, stat } of trail.searched)
    if (!may(who, stat, EXECUTE)) return { ok: false, errno: 'EACCES', at, stat };
  return trail.end;
}

function trailOf(host: Host, trails: Map<string, Trail>, path: string): Trail {
  const known = trails.get(path);
  if (known !== undefined) return known;
  const trail = longerTrail(host, trails, path) ?? wholeTrail(host, path);
  if (trails.size >= TRAILS_MAX) trails.clear();
  trails.set(path, trail);
  return trail;
}

/** One step further than the trail of the directory; null where that is no plain step. */
function longerTrail(host: Host, trails: Map<string, Trail>, path: string): Trail | null {
  const slash = path.lastIndexOf('/');
  const name = path.slice(slash + 1);
  if (slash <= 0 || path.charCodeAt(slash - 1) === SLASH || name === '' || name === '.' || name === '..') return null;
  if (name.length > NAME_MAX || path.length >= PATH_MAX) return null;
  const { searched, end } = trailOf(host, trails, path.slice(0, slash));
  if (!end.ok || end.stat.type !== 'dir') return null;
  const at = join(end.path, name);
  const stat = host.lstat(at);
  if (stat?.type === 'symlink') return null;
  const found: Walk = stat === null ? { ok: false, errno: 'ENOENT', at, stat: null } : { ok: true, path: at, stat };
  return { searched: [...searched, { path: end.path, stat: end.stat }], end: found };
}

function wholeTrail(host: Host, path: string): Trail {
  const searched: Place[] = [];
  return { end: go(host, path, '/', true, (place) => searched.push(place) > 0), searched };
}

/** One component after the other; `search` says whether the directory that it stands at may be searched. */
function go(host: Host, path: string, cwd: string | Place, follow: boolean, search: (place: Place) => boolean): Walk {
  if (path.length === 0)
    return { ok: false, errno: 'ENOENT', at: typeof cwd === 'string' ? cwd : cwd.path, stat: null };
  if (path.length >= PATH_MAX) return { ok: false, errno: 'ENAMETOOLONG', at: path, stat: null };
  const start = startOf(host, path.charCodeAt(0) === SLASH ? '/' : cwd);
  if (!start.ok) return start;
  let here: Place = start;
  let mustBeDir = path.charCodeAt(path.length - 1) === SLASH;
  let links = 0;
  let way = path;
  for (let at = afterSlashes(way, 0); at < way.length; ) {
    const slash = way.indexOf('/', at);
    const name = slash < 0 ? way.slice(at) : way.slice(at, slash);
    at = slash < 0 ? way.length : afterSlashes(way, slash);
    if (here.stat.type !== 'dir') return refused('ENOTDIR', here);
    if (!search(here)) return refused('EACCES', here);
    if (name.length > NAME_MAX) return { ok: false, errno: 'ENAMETOOLONG', at: join(here.path, name), stat: null };
    if (name === '.') continue;
    const next: string = name === '..' ? dirname(here.path) : join(here.path, name);
    const stat = host.lstat(next);
    if (stat === null) return { ok: false, errno: 'ENOENT', at: next, stat: null };
    if (stat.type !== 'symlink' || !(follow || mustBeDir || at < way.length)) {
      here = { path: next, stat };
      continue;
    }
    links += 1;
    if (links > LINKS_MAX) return { ok: false, errno: 'ELOOP', at: next, stat };
    const target = host.readlink(next);
    if (target.endsWith('/') && at >= way.length) mustBeDir = true;
    way = `${target}/${way.slice(at)}`;
    at = afterSlashes(way, 0);
    if (!target.startsWith('/')) continue;
    const root = startOf(host, '/');
    if (!root.ok) return root;
    here = root;
  }
  if (mustBeDir && here.stat.type !== 'dir') return refused('ENOTDIR', here);
  return { ok: true, path: here.path, stat: here.stat };
}

/** The directory that a walk begins in; one given as a path may be a symbolic link, as /var/qmail often is. */
function startOf(host: Host, cwd: string | Place): Walk {
  if (typeof cwd !== 'string') return { ok: true, path: cwd.path, stat: cwd.stat };
  if (cwd !== '/') return host.trails === undefined ? wholeTrail(host, cwd).end : trailOf(host, host.trails, cwd).end;
  const stat = host.lstat(cwd);
  return stat === null ? { ok: false, errno: 'ENOENT', at: cwd, stat } : { ok: true, path: cwd, stat };
}

function refused(errno: Errno, { path, stat }: Place): Walk {
  return { ok: false, errno, at: path, stat };
}

function afterSlashes(path: string, from: number): number {
  let at = from;
  while (path.charCodeAt(at) === SLASH) at += 1;
  return at;
}

/** chdir(2): as `walk`, and the end must be a directory that `who` may search. */
export function chdir(host: Host, who: Credentials, path: string, cwd?: string | Place): Walk {
  const found = walk(host, who, path, cwd === undefined ? {} : { cwd });
  if (!found.ok) return found;
  if (found.stat.type !== 'dir') return { ok: false, errno: 'ENOTDIR', at: found.path, stat: found.stat };
  if (!may(who, found.stat, EXECUTE)) return { ok: false, errno: 'EACCES', at: found.path, stat: found.stat };
  return found;
}

/** open(2) for reading. A directory opens; reading it is what fails. */
export function openRead(host: Host, who: Credentials, path: string, cwd?: string | Place): Walk {
  const found = walk(host, who, path, cwd === undefined ? {} : { cwd });
  if (!found.ok) return found;
  if (!may(who, found.stat, READ)) return { ok: false, errno: 'EACCES', at: found.path, stat: found.stat };
  if (found.stat.type === 'socket') return { ok: false, errno: 'ENXIO', at: found.path, stat: found.stat };
  return found;
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

/** Whether an absolute path is that of `dir` or of something below it. */
export function isWithin(path: string, dir: string): boolean {
  return dir === '/' || path === dir || path.startsWith(`${dir}/`);
}
