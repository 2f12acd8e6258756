/** The directories of services that a supervisor scans, as far as they have to do with qmail. */
import { dirname, type Errno, isWithin, ROOT, type Walk, walk } from '../host/access.ts';
import type { Host } from '../host/host.ts';
import type { Prevented, Target } from './check.ts';
import { djbError, libcError } from './service-lines.ts';
import { SCANNED } from './starters.ts';

type Kind = 'daemontools' | 'runit' | 's6';

export interface Entry {
  /** The directory that is scanned, links resolved. */
  readonly root: string;
  readonly name: string;
  readonly kind: Kind;
  /** Where the entry leads. */
  readonly found: Walk;
}

/** A directory that a supervisor keeps a service or its log in, and is to start. */
export interface ServiceDirectory extends Entry {
  readonly path: string;
  readonly isLog: boolean;
}

/** The entries of all that is scanned, each real directory once; names that start with a dot are passed over. Throws CouldNotCheck. */
export function scannedEntries(target: Target): Entry[] {
  const roots = new Map<string, string>();
  for (const root of SCANNED) {
    const found = walk(target.host, ROOT, root);
    if (found.ok && found.stat.type === 'dir' && !roots.has(found.path)) roots.set(found.path, root);
  }
  return [...roots].flatMap(([path, root]) => {
    const names = target.host.list(path).filter((name) => !name.startsWith('.'));
    const kind = kindOf(target.host, root);
    return names.map((name) => ({ root: path, name, kind, found: walk(target.host, ROOT, `${path}/${name}`) }));
  });
}

/** /etc/service is that of daemontools in Debian and that of runit, which has a directory of its own. */
function kindOf(host: Host, root: string): Kind {
  if (root === '/run/service') return 's6';
  if (root === '/service') return 'daemontools';
  const isRunit =
    root.includes('runit') || ['/etc/runit', '/usr/bin/runsvdir'].some((path) => walk(host, ROOT, path).ok);
  return isRunit ? 'runit' : 'daemontools';
}

/** The directories of an entry that are to be started: its own and its log's. Throws CouldNotCheck. */
export function directoriesOf({ host }: Target, entry: Entry): ServiceDirectory[] {
  const { found } = entry;
  if (!found.ok || found.stat.type !== 'dir') return [];
  const log = walk(host, ROOT, `${found.path}/log`);
  return [
    { ...entry, path: found.path, isLog: false },
    ...(log.ok && log.stat.type === 'dir' ? [{ ...entry, path: log.path, isLog: true }] : []),
  ].filter(({ path }) => !walk(host, ROOT, `${path}/down`).ok);
}

/** Whether an entry is one of qmail, by its name, by where it leads, or by what its scripts say; not what was put aside. */
export function isOfQmail(target: Target, { root, name, found }: Entry): boolean {
  if (/(\.(old|orig|bak|backup|save|off|disabled)|~)$/.test(name)) return false;
  const { home } = target.installation;
  const link = `${root}/${name}`;
  const to = target.host.lstat(link)?.type === 'symlink' ? target.host.readlink(link) : '';
  if ([name, to, found.ok ? found.path : ''].some((text) => /qmail|smtp/.test(text))) return true;
  if (!found.ok) return isWithin(to, home);
  return target.services.files.some(({ path }) => path.startsWith(`${found.path}/`));
}

/**
 * Whether a link of a scanned directory leads to what is not there, and where that was looked for; null where it leads somewhere,
 * or may lead to what a copy left out. Throws CouldNotCheck.
 */
export function brokenLink(
  target: Target,
  { root, name, found }: Entry,
): { readonly to: string; readonly errno: Errno } | null {
  const { host, installation } = target;
  if (found.ok || (found.errno !== 'ENOENT' && found.errno !== 'ELOOP')) return null;
  const link = `${root}/${name}`;
  if (host.lstat(link)?.type !== 'symlink') return null;
  const to = host.readlink(link);
  const end = to.startsWith('/') ? to : `${root}/${to}`;
  const isSure = host.lacks !== 'anything' || isWithin(end, installation.home) || dirname(found.at) === dirname(end);
  return isSure || found.errno === 'ELOOP' ? { to, errno: found.errno } : null;
}

/** What the supervisor writes of an entry that leads nowhere. */
export function linkLine({ root, name, kind }: Entry, errno: Errno): Prevented {
  if (kind === 's6') return { id: 'S6-SVSCAN-1', data: { dir: name, error: libcError(errno) } };
  if (kind === 'runit') return { id: 'RUNSVDIR-1', data: { dir: root, name, error: djbError(errno) } };
  return { id: 'SVSCAN-1', data: { dir: name, error: djbError(errno) } };
}

/** What the supervisor writes of a run script that it cannot execute. supervise stands in the service when it starts its log. */
export function runLine({ name, kind, isLog }: ServiceDirectory, errno: Errno | 'ENOEXEC'): Prevented {
  const libc = errno === 'ENOEXEC' ? 'Exec format error' : libcError(errno);
  const djb = errno === 'ENOEXEC' ? 'exec format error' : djbError(errno);
  if (kind === 's6') return { id: 'S6-SUPERVISE-1', data: { dir: isLog ? `${name}/log` : name, error: libc } };
  if (kind === 'runit') return { id: isLog ? 'RUNSV-2' : 'RUNSV-1', data: { dir: name, error: djb } };
  return { id: 'SUPERVISE-1', data: { dir: isLog ? 'log' : name, error: djb } };
}
