import { ROOT, walk } from '../../host/access.ts';
import type { Process } from '../../host/host.ts';
import type { Check, Report, Target } from '../check.ts';
import { CLOCK_SLACK, NO_PROCESSES, portNumber, runningSend, runningServers } from '../processes.ts';

/** Arguments, limits and variables of a process are those of the moment in which its script ran. */
export const check: Check = function* (target) {
  const processes = target.host.processes();
  if (processes === null) {
    yield NO_PROCESSES;
    return;
  }
  const told = new Set<string>();
  for (const { process, program, files } of [...sends(target), ...servers(target, processes)]) {
    for (const file of files) {
      if (told.has(`${program} ${file}`)) continue;
      told.add(`${program} ${file}`);
      yield* changed(target, process, program, file);
    }
  }
};

interface Started {
  readonly process: Process;
  readonly program: string;
  readonly files: readonly string[];
}

function sends(target: Target): Started[] {
  const process = runningSend(target);
  const [service, ...others] = target.services.send;
  if (process === null || service === undefined || others.length > 0) return [];
  return [{ process, program: 'qmail-send', files: [service.file, ...envFiles(service.env)] }];
}

function servers({ services }: Target, processes: readonly Process[]): Started[] {
  return runningServers(processes).flatMap(({ process, args }) => {
    const same = services.smtp.filter(
      ({ kind, port }) =>
        kind === 'tcpserver' && port !== null && args.port !== null && portNumber(port) === portNumber(args.port),
    );
    const [service, ...others] = same;
    if (service === undefined || others.length > 0) return [];
    return [{ process, program: process.name, files: [service.file, ...envFiles(service.env)] }];
  });
}

function envFiles(env: readonly { readonly file: string; readonly where: string }[]): string[] {
  return env.filter(({ where }) => where === 'envdir').map(({ file }) => file);
}

function* changed({ host }: Target, process: Process, program: string, file: string): Generator<Report> {
  const found = walk(host, ROOT, file);
  if (!found.ok || found.stat.mtime === undefined || found.stat.mtime <= process.started + CLOCK_SLACK) return;
  yield { data: { program, file, pid: String(process.pid) }, subject: { path: file } };
}
