/** What the programs that start services write when one of them cannot go on, each in its own words. */
import { basename, type Errno, ROOT, walk } from '../host/access.ts';
import type { Need } from '../services/types.ts';
import type { Prevented, Target } from './check.ts';
import type { NeedFault } from './service-needs.ts';

/** error_str(3) of daemontools, ucspi-tcp and runit. */
const DJB: Readonly<Partial<Record<Errno, string>>> = {
  ENOENT: 'file does not exist',
  ENOTDIR: 'not a directory',
  EACCES: 'access denied',
  ELOOP: 'symbolic link loop',
};
/** strerror(3), in which s6 speaks. */
const LIBC: Readonly<Partial<Record<Errno, string>>> = {
  ENOENT: 'No such file or directory',
  ENOTDIR: 'Not a directory',
  EACCES: 'Permission denied',
  ELOOP: 'Too many levels of symbolic links',
};

export function djbError(errno: Errno): string {
  return DJB[errno] ?? 'file does not exist';
}

export function libcError(errno: Errno): string {
  return LIBC[errno] ?? 'No such file or directory';
}

/** Of what stands in `by` when it cannot execute a program: the message, and in whose words the error is. */
const RUNNING: ReadonlyMap<string, readonly [id: string, error: (errno: Errno) => string]> = new Map([
  ['softlimit', ['SOFTLIMIT-1', djbError]],
  ['setuidgid', ['SETUIDGID-4', djbError]],
  ['tcpserver', ['TCPSERVER-20', djbError]],
  ['envdir', ['ENVDIR-2', djbError]],
  ['envuidgid', ['ENVUIDGID-2', djbError]],
  ['chpst', ['CHPST-1', djbError]],
  ['s6-setuidgid', ['S6-APPLYUIDGID-1', libcError]],
  ['s6-softlimit', ['S6-SOFTLIMIT-1', libcError]],
  ['execlineb', ['EXECLINEB-1', libcError]],
]);
const ACCOUNTS: ReadonlyMap<string, string> = new Map([
  ['setuidgid', 'SETUIDGID-1'],
  ['envuidgid', 'ENVUIDGID-1'],
  ['chpst', 'CHPST-2'],
  ['s6-setuidgid', 'S6-ENVUIDGID-1'],
  ['s6-envuidgid', 'S6-ENVUIDGID-1'],
]);
const DIRECTORIES: ReadonlyMap<string, readonly [id: string, error: (errno: Errno) => string]> = new Map([
  ['envdir', ['ENVDIR-1', djbError]],
  ['chpst', ['CHPST-3', djbError]],
  ['s6-envdir', ['S6-ENVDIR-1', libcError]],
]);
const USAGES: ReadonlyMap<string, string> = new Map([
  ['softlimit', 'SOFTLIMIT-4'],
  ['setuidgid', 'SETUIDGID-5'],
]);
const QUIET: readonly Prevented[] = [{ id: 'SERVICE-Q1' }];

/** What is written of a need that fails; a silent consequence where nobody knows the words. */
export function linesOf(target: Target, { need, state, errno }: NeedFault): readonly Prevented[] {
  const { by, name } = need;
  const told = (id: string | undefined, data: Readonly<Record<string, string>>): readonly Prevented[] =>
    id === undefined ? QUIET : [{ id, data }];
  if (state === 'account') return told(ACCOUNTS.get(by), { user: name });
  if (need.kind === 'nothing' && by === 'tcpserver')
    return told(name.includes('/') ? 'TCPSERVER-6' : undefined, { port: name });
  if (need.kind === 'nothing') return told(USAGES.get(by), {});
  if (state === 'directory') {
    const [id, error = djbError] = DIRECTORIES.get(by) ?? [];
    return told(id, { dir: name, error: error(errno) });
  }
  if (state === 'file' || state === 'home' || state === 'exit') return QUIET;
  if (state === 'condition') return [{ id: 'SERVICE-Q2' }];
  if (state === 'source')
    return told(isRun(need.file) && by === 'sh' ? 'RUN-5' : undefined, { file: name, number: String(need.line) });
  if (by === 'exec' || by === 'sh') return shellLines(target, need, errno);
  if (by === 'env') return told(state === 'not-in-path' ? 'ENV-1' : undefined, { name });
  const [id, error = djbError] = RUNNING.get(by) ?? [];
  return told(id, { file: name, error: error(errno) });
}

function isRun(file: string): boolean {
  return basename(file) === 'run';
}

/** Of the shell of a run script, which a supervisor executes as ./run. */
function shellLines(target: Target, { file: script, by, name, line }: Need, errno: Errno): readonly Prevented[] {
  if (!isRun(script)) return QUIET;
  const data = { file: name, number: String(line) };
  const denied = errno === 'EACCES';
  if (isBash(target, script)) return [{ id: denied ? 'RUN-7' : 'RUN-6', data }];
  if (by === 'exec') return [{ id: denied ? 'RUN-2' : 'RUN-1', data }];
  return [{ id: denied ? 'RUN-4' : 'RUN-3', data }];
}

/** Whether bash reads a script, by its own name or as /bin/sh. Throws CouldNotCheck. */
export function isBash({ host }: Target, script: string): boolean {
  const interpreter = /^#![ \t]*([^ \t\r\n]+)/.exec(host.read(script))?.[1] ?? '/bin/sh';
  const found = walk(host, ROOT, interpreter);
  return /\/(bash|zsh)$/.test(found.ok ? found.path : interpreter);
}
