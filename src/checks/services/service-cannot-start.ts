import { ROOT, walk } from '../../host/access.ts';
import type { Check, Data, Prevented, Report, Target } from '../check.ts';
import { textOf } from '../exposure.ts';
import { firstBytes, interpreterOf } from '../interpreter.ts';
import { ownerName } from '../mailbox.ts';
import {
  brokenLink,
  directoriesOf,
  type Entry,
  isOfQmail,
  linkLine,
  runLine,
  type ServiceDirectory,
  scannedEntries,
} from '../service-directories.ts';
import { type ServiceFault, serviceFaults } from '../service-programs.ts';
import { isGone } from '../system-programs.ts';
import { octal } from '../text.ts';
import { tried } from '../tried.ts';

/** What a supervisor starts it cannot execute, or what a service runs is not there (supervise.c:104, tcpserver.c:176). */
export const check: Check = function* (target) {
  const entries = scannedEntries(target);
  const isUsual = entries.some((entry) => tried(() => hasExecutable(target, entry)) === true);
  const seen = new Set<string>();
  for (const entry of entries) {
    const looks = tried(() => runLooks(target, entry, isUsual));
    if ('skip' in looks) yield looks;
    for (const look of [() => linkReport(target, entry), ...('skip' in looks ? [] : looks)]) {
      const found = tried(look);
      const place = found === null || 'skip' in found ? '' : `${found.subject.path}`;
      if (found === null || (place !== '' && seen.has(place))) continue;
      seen.add(place);
      yield found;
    }
  }
  const none = tried(() => noDirectoryReport(target));
  if (none !== null) yield none;
  for (const fault of serviceFaults(target)) yield programReport(target, fault);
};

/** svscanboot as it comes with daemontools scans one directory alone. */
function noDirectoryReport(target: Target): Report | null {
  const [from] = BOOT.filter((path) => /^[^#]*\/command\/svscanboot/m.test(textOf(target, path)));
  const found = walk(target.host, ROOT, '/service');
  if (from === undefined || found.ok || found.errno !== 'ENOENT') return null;
  return {
    message: 'no-directory',
    data: { from, at: found.at },
    subject: { path: '/service' },
    prevents: [{ id: 'SVSCAN-3', data: { dir: '/service', error: 'file does not exist' } }],
  };
}

const BOOT = [
  '/etc/inittab',
  '/etc/rc.local',
  '/etc/rc.d/rc.local',
  '/etc/init/svscan.conf',
  '/etc/systemd/system/svscan.service',
];

function linkReport(target: Target, entry: Entry): Report | null {
  const path = `${entry.root}/${entry.name}`;
  const link = isOfQmail(target, entry) ? brokenLink(target, entry) : null;
  if (link === null) return null;
  return {
    message: 'link',
    data: { path, to: link.to },
    subject: { path },
    prevents: [linkLine(entry, link.errno)],
  };
}

function runLooks(target: Target, entry: Entry, isUsual: boolean): (() => Report | null)[] {
  if (!isOfQmail(target, entry)) return [];
  return directoriesOf(target, entry).map((directory) => () => runReport(target, directory, isUsual));
}

/** `isUsual`: other scripts of the supervisor are executable. */
function runReport(target: Target, directory: ServiceDirectory, isUsual: boolean): Report | null {
  const { host } = target;
  const written = `${directory.path}/run`;
  const found = walk(host, ROOT, written);
  const report = (message: string, path: string, prevents: Prevented, data: Data = {}): Report => ({
    message,
    data: { path, mode: found.ok ? octal(found.stat.mode) : '', dir: directory.path, ...data },
    subject: { path },
    prevents: [prevents],
  });
  if (!found.ok) {
    if (found.errno !== 'ENOENT' && found.errno !== 'ELOOP') return null;
    return report(directory.isLog ? 'log-run-missing' : 'run-missing', written, runLine(directory, found.errno));
  }
  const { path, stat } = found;
  if (stat.type === 'dir') return report('run-directory', path, runLine(directory, 'EACCES'));
  if (stat.type !== 'file') return null;
  const lock = walk(host, ROOT, `${directory.path}/supervise`);
  if (lock.ok && lock.stat.type !== 'dir') return lockReport(directory, lock.path);
  if ((stat.mode & 0o111) === 0)
    return report(isUsual || lock.ok ? 'run-mode' : 'run-mode-new', path, runLine(directory, 'EACCES'));
  const text = firstBytes(host, found);
  if (text === null || text === '' || text.startsWith('\x7fELF')) return null;
  if (/^#![^\n]*\r\n/.test(text)) return report('run-cr', path, runLine(directory, 'ENOENT'));
  if (!text.startsWith('#!')) return report('run-format', path, runLine(directory, 'ENOEXEC'));
  const interpreter = interpreterOf(host, found);
  if (/^#![^\n]*\n(\s*(#[^\n]*)?\n)*$/.test(text)) return report('run-empty', path, { id: 'SERVICE-Q1' });
  if (interpreter === null) return null;
  const program = walk(host, ROOT, interpreter, { cwd: directory.path });
  const isMissing = interpreter.startsWith('/') ? isGone(target, interpreter, program) : !program.ok;
  if (!isMissing) return null;
  return report('run-interpreter', path, runLine(directory, 'ENOENT'), { interpreter });
}

/** supervise keeps its lock in a directory of that name, which it makes. */
function lockReport({ name, kind, isLog }: ServiceDirectory, path: string): Report {
  const line = { id: 'SUPERVISE-2', data: { dir: isLog ? 'log' : name, error: 'not a directory' } };
  return {
    message: 'lock',
    data: { path },
    subject: { path },
    prevents: [kind === 'daemontools' ? line : { id: 'SERVICE-Q1' }],
  };
}

function hasExecutable(target: Target, entry: Entry): boolean {
  return directoriesOf(target, entry).some(({ path }) => {
    const found = walk(target.host, ROOT, `${path}/run`);
    return found.ok && (found.stat.mode & 0o111) !== 0;
  });
}

function programReport(target: Target, { service, program, state, at, errno, stat }: ServiceFault): Report {
  const { file, line, user, kind } = service;
  const known = { ENOENT: 'file does not exist', ENOTDIR: 'not a directory', ENOEXEC: 'exec format error' };
  const error = errno in known ? known[errno as keyof typeof known] : 'access denied';
  const prevents: Prevented[] =
    kind === 'tcpserver' ? [{ id: 'TCPSERVER-20', data: { file: program, error } }] : [{ id: 'START-Q2' }];
  return {
    message: state,
    data: {
      program,
      file,
      at,
      mode: stat === null ? '' : octal(stat.mode),
      owner: stat === null ? '' : ownerName(target.installation, stat.uid),
      user: user === null ? 'root' : (user.name ?? ownerName(target.installation, user.uid ?? 0)),
    },
    subject: state === 'missing' ? { path: file, line } : { path: at },
    prevents,
    noCommand: at !== program,
  };
}
