import { ROOT, walk } from '../../host/access.ts';
import { absolute } from '../../services/run.ts';
import type { SmtpService } from '../../services/types.ts';
import type { Check, Target } from '../check.ts';
import { NO_PROCESSES, portNumber, type RunningServer, runningServers } from '../processes.ts';

/** tcpserver reads the file of -x for each connection, but which file that is stands since it was started. */
export const check: Check = function* (target) {
  const processes = target.host.processes();
  if (processes === null) {
    yield NO_PROCESSES;
    return;
  }
  for (const { process, args } of runningServers(processes)) {
    const services = sameService(target.services.smtp, args);
    const [service] = services;
    if (service === undefined || services.some(({ rules }) => rules === null)) continue;
    const written = services.map(({ rules, directory }) => identity(target, absolute(rules ?? '', directory)));
    const running = args.rules === null ? null : identity(target, absolute(args.rules, process.cwd ?? null));
    if (written.includes(null) || (args.rules !== null && running === null) || written.includes(running)) continue;
    const { file: path, line, rules } = service;
    yield {
      message: args.rules === null ? 'none' : 'other',
      data: { pid: String(process.pid), running: args.rules ?? '', rules: rules ?? '', file: path },
      subject: { path, line },
    };
  }
};

/** The services of the same port and program. */
function sameService(services: readonly SmtpService[], { port, words }: RunningServer['args']): SmtpService[] {
  return services.filter(
    ({ kind, port: own, program }) =>
      kind === 'tcpserver' &&
      port !== null &&
      own !== null &&
      portNumber(own) === portNumber(port) &&
      words.some((word) => word === program || word.endsWith(`/${program}`)),
  );
}

/** The file itself, by whatever name: links are followed. */
function identity({ host }: Target, path: string | null): string | null {
  if (path === null) return null;
  const found = walk(host, ROOT, path);
  return found.ok ? found.path : path;
}
