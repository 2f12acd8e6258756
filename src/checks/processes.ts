/** The processes of qmail and of the servers before it, told apart from namesakes. */
import { basename, ROOT, walk } from '../host/access.ts';
import type { Process } from '../host/host.ts';
import { qmailAccount } from '../qmail/installation.ts';
import { type TcpserverArgs, tcpserverArgs } from '../services/tcpserver.ts';
import type { Skipped, Target } from './check.ts';

export const NO_PROCESSES: Skipped = { skip: 'not-applicable', reason: 'there are no processes to look at' };

/** Start times and times of files are compared in whole seconds of two clocks. */
export const CLOCK_SLACK = 2;

/** The running qmail-sends, by the queue directory that each works in. */
export interface Sends {
  /** In the queue of this home. */
  readonly here: readonly Process[];
  /** In a directory of that name which has been removed since. */
  readonly removed: readonly Process[];
  /** Which queue is not known. */
  readonly unknown: readonly Process[];
}

/** Null where no processes are known. Throws CouldNotCheck. */
export function runningSends(target: Target): Sends | null {
  const processes = target.host.processes();
  if (processes === null) return null;
  const { host, home } = target.installation;
  const found = walk(host, ROOT, `${home}/queue`);
  const queue = found.ok ? found.path : `${home}/queue`;
  const sends = realSends(target, processes);
  return {
    here: sends.filter(({ cwd }) => cwd === queue),
    removed: sends.filter(({ cwd }) => cwd === `${queue} (deleted)`),
    unknown: sends.filter(({ cwd }) => cwd === undefined),
  };
}

/** Anybody may call his program qmail-send, and qmail-send itself is two processes for the moment in which it forks. */
function realSends(target: Target, processes: readonly Process[]): Process[] {
  const owner = qmailAccount(target.installation, 'qmails')?.uid;
  const named = processes.filter(
    ({ name, uid }) =>
      name === 'qmail-send' && (uid === undefined || owner === undefined || uid === owner || uid === 0),
  );
  const pids = new Set(named.map(({ pid }) => pid));
  return named.filter(({ ppid }) => ppid === undefined || !pids.has(ppid));
}

/** The qmail-send of this home, as far as can be told; null where none runs. */
export function runningSend(target: Target): Process | null {
  const sends = runningSends(target);
  return sends?.here[0] ?? sends?.unknown[0] ?? null;
}

export interface RunningServer {
  readonly process: Process;
  readonly args: TcpserverArgs;
}

/** Each tcpserver and sslserver that runs and whose arguments can be told; the children that serve connections are left out. */
export function runningServers(processes: readonly Process[]): RunningServer[] {
  const found = processes.flatMap((process): RunningServer[] => {
    const { name } = process;
    if ((name !== 'tcpserver' && name !== 'sslserver') || process.args === undefined) return [];
    if (basename(process.args[0] ?? '') !== name) return [];
    const args = tcpserverArgs(name, process.args.slice(1));
    return args === null ? [] : [{ process, args }];
  });
  const pids = new Set(found.map(({ process }) => process.pid));
  return found.filter(({ process: { ppid } }) => ppid === undefined || !pids.has(ppid));
}

/** A port by its number, where it is one of mail. */
export function portNumber(port: string): string {
  return PORTS.get(port) ?? port;
}

const PORTS: ReadonlyMap<string, string> = new Map([
  ['smtp', '25'],
  ['mail', '25'],
  ['smtps', '465'],
  ['ssmtp', '465'],
  ['submissions', '465'],
  ['submission', '587'],
]);
