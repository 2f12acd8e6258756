/** Whether a program that is not at its path is missing indeed, or was only left out of a copy of the machine. */
import { basename, dirname, isWithin, ROOT, type Walk, walk } from '../host/access.ts';
import type { Target } from './check.ts';

const PLACES = ['/usr/local/bin', '/command', '/usr/bin', '/bin', '/usr/local/sbin', '/usr/sbin', '/sbin'];
/** Programs that come together, of which a copy that has three has all. */
const TOGETHER =
  /^(supervise|svscan|svscanboot|svc|svstat|multilog|softlimit|setuidgid|envuidgid|envdir|tcpserver|tcprules|tcprulescheck|rblsmtpd|recordio)$/;

/**
 * Whether what `found` did not reach at `path` is missing. On the running machine it is; in a copy where a part of qmail's own is
 * named, where the program is at another place, or where its kin are beside the place. Throws CouldNotCheck.
 */
export function isGone(target: Target, path: string, found: Walk): boolean {
  const { host, installation } = target;
  if (found.ok || (found.errno !== 'ENOENT' && found.errno !== 'ENOTDIR' && found.errno !== 'ELOOP')) return false;
  if (host.lacks === 'nothing' || isWithin(path, installation.home) || /[\r ]$/.test(path)) return true;
  // Of /usr or /bin a copy may have but one.
  if (placeOf(target, basename(path)) !== null) return found.at === path || !/^\/(usr|bin|sbin)\//.test(path);
  return found.at === path && (hasKin(target, path) || hasShell(target));
}

/** Where else a program of this name is; null where nowhere. */
export function placeOf({ host, installation }: Target, name: string): string | null {
  const places = [`${installation.home}/bin`, ...PLACES].map((dir) => `${dir}/${name}`);
  return places.find((path) => walk(host, ROOT, path).ok) ?? null;
}

/** Whether a copy has the programs of the system at all. */
function hasShell({ host }: Target): boolean {
  return ['/bin/sh', '/usr/bin/sh'].some((path) => walk(host, ROOT, path).ok);
}

function hasKin({ host }: Target, path: string): boolean {
  const dir = walk(host, ROOT, dirname(path));
  if (!dir.ok || dir.stat.type !== 'dir') return false;
  return host.list(dir.path).filter((name) => TOGETHER.test(name)).length >= 3;
}
