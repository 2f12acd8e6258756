/** Which scripts and units are set to run by themselves: those that lie about for the administrator are none. */
import { basename, isWithin, ROOT, walk } from '../host/access.ts';
import type { Target } from './check.ts';
import { tried } from './tried.ts';

/** Directories that a supervisor scans. */
export const SCANNED = ['/service', '/etc/service', '/var/service', '/run/service', '/etc/runit/runsvdir/current'];
const RUNLEVELS = ['2', '3', '4', '5'].flatMap((level) => [`/etc/rc${level}.d`, `/etc/rc.d/rc${level}.d`]);
const WANTS = ['multi-user', 'default', 'graphical', 'network-online'].map(
  (name) => `/etc/systemd/system/${name}.target.wants`,
);
const RC_LOCAL = ['/etc/rc.local', '/etc/rc.d/rc.local'];

export type Supervisor = 'supervise' | 'init' | 'rc.local' | 'systemd';

export interface Starter {
  readonly path: string;
  readonly by: Supervisor;
}

/** Of these files those that are enabled, with what runs them. A unit takes the place of an init script of its name. */
export function enabledOf(target: Target, paths: readonly string[]): Starter[] {
  const scanned = new Set(SCANNED.flatMap((dir) => leadsTo(target, dir, (name) => `${name}/run`, isUp)));
  const linked = new Set(
    RUNLEVELS.flatMap((dir) => leadsTo(target, dir, (name) => (name.startsWith('S') ? name : null))),
  );
  const wanted = new Set(WANTS.flatMap((dir) => leadsTo(target, dir, (name) => name)));
  const units = new Set([...wanted].map((path) => basename(path).replace(/\.service$/, '')));
  return paths.flatMap((path): Starter[] => {
    if (scanned.has(path)) return [{ path, by: 'supervise' }];
    if (wanted.has(path)) return [{ path, by: 'systemd' }];
    if (linked.has(path)) return units.has(basename(path)) ? [] : [{ path, by: 'init' }];
    if (isRcLocal(target, path)) return [{ path, by: 'rc.local' }];
    return [];
  });
}

/** The run scripts of services that a supervisor starts, links resolved; those that may not be looked at are left out. */
function supervisedRuns({ host }: Target): Set<string> {
  const found = new Set<string>();
  for (const root of SCANNED) {
    const names = tried(() => {
      const scanned = walk(host, ROOT, root);
      return scanned.ok && scanned.stat.type === 'dir' ? host.list(scanned.path) : [];
    });
    for (const name of 'skip' in names ? [] : names.filter((each) => !each.startsWith('.')))
      for (const run of [`${root}/${name}/run`, `${root}/${name}/log/run`]) {
        const end = tried(() => (isUp(host, run) ? walk(host, ROOT, run) : null));
        if (end !== null && 'ok' in end && end.ok) found.add(end.path);
      }
  }
  return found;
}

/** Names in the directories of what is started at boot: units, and init scripts without `S20`. Throws CouldNotCheck. */
export function startedAtBoot({ host }: Target): { readonly path: string; readonly name: string }[] {
  return [...WANTS, ...RUNLEVELS].flatMap((dir) => {
    const found = walk(host, ROOT, dir);
    if (!found.ok || found.stat.type !== 'dir') return [];
    return host.list(found.path).flatMap((name) => {
      const [, unit, script] = /^(?:(.+)\.service|S\d\d(.+))$/.exec(name) ?? [];
      const path = `${dir}/${name}`;
      const end = unit === undefined && script === undefined ? null : walk(host, ROOT, path);
      return end?.ok === true && end.path !== '/dev/null' ? [{ path, name: unit ?? script ?? '' }] : [];
    });
  });
}

/** The real files that the names of a directory lead to. */
function leadsTo(
  { host }: Target,
  dir: string,
  file: (name: string) => string | null,
  counts: (host: Target['host'], run: string) => boolean = () => true,
): string[] {
  const found = walk(host, ROOT, dir);
  if (!found.ok || found.stat.type !== 'dir') return [];
  return host.list(found.path).flatMap((name) => {
    const inner = name.startsWith('.') ? null : file(name);
    const end = inner === null ? null : walk(host, ROOT, `${found.path}/${inner}`);
    return end?.ok === true && counts(host, `${found.path}/${inner}`) ? [end.path] : [];
  });
}

/** supervise and runsv leave a service with a file `down` alone. */
function isUp(host: Target['host'], run: string): boolean {
  return !walk(host, ROOT, `${run.slice(0, -'run'.length)}down`).ok;
}

/** Directories whose services a container starts with s6-overlay, which has its own way to leave one out. */
const CONTAINER = ['/etc/s6-overlay/s6-rc.d/', '/etc/services.d/'];

/**
 * Whether a file that starts something is set to run by itself. Where no supervisor has anything of qmail's, its own directory
 * of services counts for those that are to be linked. Throws CouldNotCheck.
 */
export function isStarted(target: Target, path: string): boolean {
  const kind = target.services.files.find((file) => file.path === path)?.kind;
  if (kind === 'inetd' || kind === 'xinetd') return true;
  if (kind === 'systemd' && bySocket(target, path)) return true;
  if (supervisedRuns(target).has(path)) return true;
  if (enabledOf(target, [path]).length > 0 || CONTAINER.some((dir) => path.startsWith(dir))) return true;
  const { home } = target.installation;
  if (kind !== 'run' || !/\/(supervise|service)\//.test(path.slice(home.length))) return false;
  const runs = target.services.files.filter((file) => file.kind === 'run').map((file) => file.path);
  const linked = SCANNED.flatMap((dir) => leadsTo(target, dir, (name) => `${name}/run`));
  return isWithin(path, home) && isUp(target.host, path) && !runs.some((run) => linked.includes(run));
}

/** `NAME@.service`, whose socket is wanted. */
function bySocket({ host }: Target, path: string): boolean {
  const socket = /\/([^/]+)@\.service$/.exec(path)?.[1];
  return socket !== undefined && walk(host, ROOT, `/etc/systemd/system/sockets.target.wants/${socket}.socket`).ok;
}

function isRcLocal({ host }: Target, path: string): boolean {
  return RC_LOCAL.some((name) => {
    const found = walk(host, ROOT, name);
    return found.ok && found.path === path && (found.stat.mode & 0o111) !== 0;
  });
}
