/** Where an installation logs: the directories of its loggers, and the files of syslog. */
import { ROOT, walk } from '../host/access.ts';
import { CouldNotCheck, type Host } from '../host/host.ts';
import type { Services } from './types.ts';

const DIRECTORIES = ['/var/log/qmail', '/var/log/qmail/qmail-send', '/var/log/qmail/send'];
const SYSLOG = ['/var/log/maillog', '/var/log/mail.log'];

export interface LogPlace {
  /** Absolute, links resolved. */
  readonly path: string;
  /** Seconds since 1970, where it is known. */
  readonly mtime: number | null;
  /** Bytes. */
  readonly size: number;
}

/** The log files of an installation, oldest first; syslog's only where no logger has a directory. Throws CouldNotCheck. */
export function findLogs(host: Host, services: Services): LogPlace[] {
  const loggers = services.logs.flatMap(({ directories }) => directories.map(({ path }) => path));
  const directories = [...new Set([...loggers, ...DIRECTORIES])];
  const found = directories.flatMap((path) => logDirectory(host, path));
  const logs = found.length > 0 ? found : SYSLOG.flatMap((path) => placeOf(host, path));
  return logs.filter(({ path }, index) => logs.findIndex((other) => other.path === path) === index);
}

/** `@*.s`, `@*.u`, `previous` and `current` of a directory of multilog, in the order in which they were written. */
function logDirectory(host: Host, path: string): LogPlace[] {
  const dir = walk(host, ROOT, path);
  if (!dir.ok || dir.stat.type !== 'dir') return [];
  return logNames(host.list(dir.path)).flatMap((name) => placeOf(host, `${dir.path}/${name}`));
}

/** Of the names in a directory those that multilog makes, oldest first. */
export function logNames(names: readonly string[]): string[] {
  const finished = names.filter((name) => /^@[0-9a-f]{24}\.[su]$/.test(name)).sort();
  return [...finished, ...['previous', 'current'].filter((name) => names.includes(name))];
}

function placeOf(host: Host, path: string): LogPlace[] {
  const found = walk(host, ROOT, path);
  if (!found.ok) {
    if (found.errno === 'EACCES') throw new CouldNotCheck(path, 'permission denied');
    return [];
  }
  return found.stat.type === 'file'
    ? [{ path: found.path, mtime: found.stat.mtime ?? null, size: found.stat.size }]
    : [];
}
