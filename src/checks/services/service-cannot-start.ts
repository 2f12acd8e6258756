import { dirname, ROOT, walk } from '../../host/access.ts';
import type { Check, Prevented, Report, Target } from '../check.ts';
import { ownerName } from '../mailbox.ts';
import { type ServiceFault, serviceFaults } from '../service-programs.ts';
import { supervisedRuns } from '../starters.ts';
import { octal } from '../text.ts';
import { tried } from '../tried.ts';

/** What a supervisor starts it cannot execute, or what a service runs is not there (supervise.c:104, tcpserver.c:176). */
export const check: Check = function* (target) {
  const runs = supervisedRuns(target);
  const isUsual = runs.some(({ path }) => isExecutable(target, path));
  for (const { path, dir } of runs) {
    const found = tried(() => runReport(target, path, dir, isUsual));
    if (found !== null) yield found;
  }
  for (const fault of serviceFaults(target)) yield programReport(target, fault);
};

/** `isUsual`: other scripts of the supervisor are executable. */
function runReport(target: Target, path: string, dir: string, isUsual: boolean): Report | null {
  if (!target.services.files.some((file) => file.path === path && file.kind === 'run')) return null;
  const found = walk(target.host, ROOT, path);
  if (!found.ok || found.stat.type !== 'file') return null;
  const report = (message: string, error: string): Report => ({
    message,
    data: { path, mode: octal(found.stat.mode) },
    subject: { path },
    prevents: [{ id: 'SUPERVISE-1', data: { dir, error } }],
  });
  if (!isExecutable(target, path)) {
    const ran = isUsual || walk(target.host, ROOT, `${dirname(path)}/supervise`).ok;
    return report(ran ? 'run-mode' : 'run-mode-new', 'access denied');
  }
  return /^#![^\n]*\r\n/.test(target.host.read(path)) ? report('run-cr', 'file does not exist') : null;
}

function isExecutable({ host }: Target, path: string): boolean {
  const found = walk(host, ROOT, path);
  return found.ok && (found.stat.mode & 0o111) !== 0;
}

function programReport(target: Target, { service, program, state, at, errno, stat }: ServiceFault): Report {
  const { file, line, user, kind } = service;
  const error = errno === 'ENOENT' ? 'file does not exist' : errno === 'ENOTDIR' ? 'not a directory' : 'access denied';
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
    subject: state === 'closed' ? { path: at } : { path: file, line },
    prevents,
    noCommand: at !== program,
  };
}
