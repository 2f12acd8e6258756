import type { SmtpService } from '../../services/types.ts';
import type { Check, Skipped, Target } from '../check.ts';
import { portNumber, type RunningServer, runningServers } from '../processes.ts';
import { isMissingForAll } from '../service-needs.ts';
import { mayKnowPasswords } from '../smtpd-program.ts';
import { tried } from '../tried.ts';

/** qmail-smtpd needs nothing of root. `tcpserver -u` takes digits: of a name there is nothing left, and it stays root (tcpserver.c, scan_ulong). */
export const check: Check = function* (target) {
  const running: readonly RunningServer[] | Skipped = tried(() => runningServers(target.host.processes() ?? []));
  const suspects = target.services.smtp.filter((service) => messageFor(target, service) !== null);
  // What is written stands for itself; whether it is what runs is not known then.
  if ('skip' in running && suspects.length > 0) yield running;
  for (const service of suspects) {
    const message = messageFor(target, service);
    if (message === null || (!('skip' in running) && runsAsAnother(running, service))) continue;
    const { file: path, line, program, user } = service;
    const name = user?.name ?? 'qmaild';
    const uid = target.host.accounts.byName(name)?.uid;
    yield {
      message,
      data: { program, file: path, name, from: user?.from ?? '', uid: uid === undefined ? name : String(uid) },
      subject: { path, line },
      ...(message === 'no-account' ? { prevents: refusalOf(service) } : {}),
    };
  }
};

/** What sets a group and leaves the user as it is. */
const OF_GROUPS = new Set(['Group=', 'tcpserver -g']);

function messageFor(target: Target, service: SmtpService): string | null {
  const { kind, user } = service;
  if (user === null || OF_GROUPS.has(user.from)) return kind === 'other' || kind === 'xinetd' ? null : 'root';
  if (user.uid === 0) return tried(() => mayKnowPasswords(target, service)) === false ? 'chosen' : 'passwords';
  if (user.uid !== null || user.name === undefined) return null;
  const known = target.host.accounts.byName(user.name) !== null;
  if (known) return user.from === 'tcpserver -u' ? 'name' : null;
  if (isMissingForAll(target, user.name)) return null;
  return /^(setuidgid|s6-setuidgid|envuidgid|chpst -u|User=|inetd|xinetd user)$/.test(user.from) ? 'no-account' : null;
}

function refusalOf({ user }: SmtpService) {
  return user?.from === 'setuidgid' ? [{ id: 'SETUIDGID-1', data: { user: user.name ?? '' } }] : [{ id: 'SERVICE-Q1' }];
}

/** Whether every tcpserver at that port, as it runs, has left root behind. */
function runsAsAnother(running: readonly RunningServer[], { port }: SmtpService): boolean {
  const same = running.filter(
    ({ args }) => args.port !== null && port !== null && portNumber(args.port) === portNumber(port),
  );
  return same.length > 0 && same.every(({ process: { uid } }) => uid !== undefined && uid !== 0);
}
