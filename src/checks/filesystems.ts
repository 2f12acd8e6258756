/** The file systems that qmail lives on: the queue, the homes by mount and not by user, the logs. */
import { dirname, isWithin, type Place, ROOT, walk } from '../host/access.ts';
import type { Host, MountPoint } from '../host/host.ts';
import { mountOf } from '../host/mounts.ts';
import type { Skipped, Target } from './check.ts';
import { tried } from './tried.ts';

export type Use = 'queue' | 'homes' | 'logs';

export interface FileSystem {
  readonly use: Use;
  /** A directory on it, links resolved. */
  readonly path: string;
  readonly mount: MountPoint | null;
}

/** Accounts of people, where login.defs does not say otherwise. */
const UID_MIN = 1000;
const NOBODY = 65_534;
const PLACES_MAX = 200;

/** Each file system once, for its first use; what could not be looked at is given as skipped. */
export function fileSystems(target: Target): (FileSystem | Skipped)[] {
  const { host } = target;
  const mounts = host.mounts() ?? [];
  const found = new Map<string, FileSystem | Skipped>();
  for (const { use, path } of places(target).slice(0, PLACES_MAX)) {
    const end = tried(() => walk(host, ROOT, path));
    if ('skip' in end) found.set(`skip ${path}`, end);
    if ('skip' in end || !end.ok || end.stat.type !== 'dir') continue;
    const mount = mountOf(mounts, end.path);
    const key = mount?.path ?? `${end.stat.device ?? end.path}`;
    if (!found.has(key)) found.set(key, { use, path: end.path, mount });
  }
  return [...found.values()];
}

function places(target: Target): { use: Use; path: string }[] {
  const { home } = target.installation;
  const { accounts } = target.host;
  const homes = new Set<string>();
  for (const { uid, home: dir } of accounts.all)
    if (uid >= UID_MIN && uid < NOBODY && dir.startsWith('/') && !isWithin(dir, home)) homes.add(dirname(dir));
  const vpopmail = accounts.byName('vpopmail')?.home;
  if (vpopmail?.startsWith('/')) homes.add(`${vpopmail}/domains`);
  const logs = new Set(target.services.logs.flatMap(({ directories }) => directories.map(({ path }) => path)));
  return [
    { use: 'queue', path: `${home}/queue` },
    ...[...homes].map((path) => ({ use: 'homes' as const, path })),
    ...[...logs].map((path) => ({ use: 'logs' as const, path })),
  ];
}

/** Whether link(2) refuses to go from one to the other: to another device, or over the border of a mount, even a bind mount. */
export function linkCrosses(host: Host, from: Place, to: Place): boolean {
  if (from.stat.device !== to.stat.device) return true;
  const mounts = host.mounts();
  return mounts !== null && mountOf(mounts, from.path)?.path !== mountOf(mounts, to.path)?.path;
}
