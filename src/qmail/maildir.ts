/** Delivery into a Maildir or an mbox file as the recipient (qmail-local.c:80, 174). */
import { type Credentials, chdir, dirname, EXECUTE, may, type Place, type Walk, WRITE, walk } from '../host/access.ts';
import type { Host } from '../host/host.ts';

type Refused = Extract<Walk, { ok: false }>;

/** How a delivery would be refused, with the message of qmail-local, or null where it would succeed. */
export type Refusal = {
  readonly message: 'LOCAL-20' | 'LOCAL-23' | 'LOCAL-24' | 'LOCAL-25';
  readonly walk: Refused;
} | null;

/** Neither mode nor owner of a Maildir is looked at: only what the recipient may do in it. Throws CouldNotCheck. */
export function maildirRefusal(host: Host, who: Credentials, target: string, cwd: Place): Refusal {
  const maildir = chdir(host, who, target, cwd);
  if (!maildir.ok) return { message: 'LOCAL-20', walk: maildir };
  const tmp = writableDir(host, who, 'tmp', maildir);
  if (!tmp.ok) return { message: 'LOCAL-23', walk: tmp };
  const inbox = writableDir(host, who, 'new', maildir);
  if (!inbox.ok) return { message: 'LOCAL-23', walk: inbox };
  if (tmp.stat.device !== inbox.stat.device) {
    return { message: 'LOCAL-23', walk: { ok: false, errno: 'EXDEV', at: inbox.path, stat: inbox.stat } };
  }
  return null;
}

/** A directory in which `who` may create a file. */
function writableDir(host: Host, who: Credentials, name: string, cwd: Place): Walk {
  const dir = chdir(host, who, name, cwd);
  if (!dir.ok || may(who, dir.stat, WRITE)) return dir;
  return { ok: false, errno: 'EACCES', at: dir.path, stat: dir.stat };
}

/** open(2) for appending, which creates what is missing, then write and fsync. Throws CouldNotCheck. */
export function mboxRefusal(host: Host, who: Credentials, target: string, cwd: Place): Refusal {
  if (target.endsWith('/')) return notCreated(host, who, target, cwd);
  const found = walk(host, who, target, { cwd });
  if (!found.ok) {
    if (found.errno !== 'ENOENT') return { message: 'LOCAL-24', walk: found };
    const parent = host.lstat(dirname(found.at));
    const isLast = parent?.type === 'dir' && lastComponentMissing(host, who, target, cwd, found.at);
    if (!isLast || parent === null) return { message: 'LOCAL-24', walk: found };
    if (may(who, parent, WRITE | EXECUTE)) return null;
    return { message: 'LOCAL-24', walk: { ok: false, errno: 'EACCES', at: dirname(found.at), stat: parent } };
  }
  const { path, stat } = found;
  if (stat.type === 'dir') return { message: 'LOCAL-24', walk: { ok: false, errno: 'EISDIR', at: path, stat } };
  if (!may(who, stat, WRITE)) return { message: 'LOCAL-24', walk: { ok: false, errno: 'EACCES', at: path, stat } };
  if (stat.type === 'fifo' || stat.type === 'socket')
    return { message: 'LOCAL-24', walk: { ok: false, errno: 'ENXIO', at: path, stat } };
  return stat.type === 'device' ? deviceRefusal(path, stat) : null;
}

/** Only a file can be created, and this is the name of a directory: that is said whether or not it is there. */
function notCreated(host: Host, who: Credentials, target: string, cwd: Place): Refusal {
  let end = target.length;
  while (target[end - 1] === '/') end -= 1;
  const slash = target.lastIndexOf('/', end - 1);
  const dir = chdir(host, who, slash < 0 ? '.' : target.slice(0, slash + 1), cwd);
  const walk: Refused = dir.ok ? { ok: false, errno: 'EISDIR', at: dir.path, stat: dir.stat } : dir;
  return { message: 'LOCAL-24', walk };
}

/** No device takes fsync(2), which most get as far as; one is always full, and a daemon has no terminal. */
function deviceRefusal(path: string, stat: Refused['stat']): Refusal {
  if (path === '/dev/tty') return { message: 'LOCAL-24', walk: { ok: false, errno: 'ENXIO', at: path, stat } };
  const errno = path === '/dev/full' ? 'ENOSPC' : 'EINVAL';
  return { message: 'LOCAL-25', walk: { ok: false, errno, at: path, stat } };
}

/** Whether the walk stopped at the end of the path (or of the last link in it), so that a file could be made there. */
function lastComponentMissing(host: Host, who: Credentials, target: string, cwd: string | Place, at: string): boolean {
  const slash = target.lastIndexOf('/');
  const dir = walk(host, who, slash < 0 ? '.' : target.slice(0, slash + 1), { cwd });
  if (!dir.ok || dir.stat.type !== 'dir') return false;
  const entry = host.lstat(dir.path === '/' ? `/${target.slice(slash + 1)}` : `${dir.path}/${target.slice(slash + 1)}`);
  if (entry === null) return true;
  if (entry.type !== 'symlink') return false;
  const link = host.readlink(`${dir.path}/${target.slice(slash + 1)}`);
  return lastComponentMissing(host, who, link, dir.path, at);
}
