import { basename } from '../../host/access.ts';
import type { Process } from '../../host/host.ts';
import type { SmtpService } from '../../services/types.ts';
import type { Check, Report } from '../check.ts';
import { NO_PROCESSES, portNumber } from '../processes.ts';

const SYSTEM_UID_MAX = 999;

/** Programs that hand their socket on to qmail-smtpd. */
const ACCEPTING = new Set(['tcpserver', 'sslserver', 'inetd', 'xinetd', 'systemd', 'tcpsvd', 'sslsvd', 's6-tcpserver']);
/** Programs that pass connections on to another, which may be qmail. */
const PASSING =
  /^(docker-.*|rootlessport|podman|haproxy|nginx|stunnel\d?|socat|rinetd|redir|envoy|traefik|ssh.*|systemd.*|s6-.*|.*inetd|.*server|.*svd)$/;

/** Whether the process is the daemon of a mail server: not one that merely hands over a message (`sendmail -t`). */
const DAEMONS: readonly { readonly mta: string; is(process: Process, first: string): boolean }[] = [
  { mta: 'Postfix', is: ({ name }, first) => name === 'master' && first.includes('postfix') },
  { mta: 'Exim', is: ({ name, args }) => /^exim4?$/.test(name) && stays(args) },
  {
    mta: 'Sendmail',
    is: ({ name, args }, first) => name.startsWith('sendmail') && (first.startsWith('sendmail: ') || stays(args)),
  },
  {
    mta: 'OpenSMTPD',
    is: ({ name }, first) => name === 'smtpd' && (first.startsWith('smtpd: ') || /\/sbin\/smtpd$/.test(first)),
  },
  { mta: 'Courier', is: ({ name }) => name === 'courierd' },
];

function stays(args: readonly string[] | undefined): boolean {
  return args?.some((arg) => /^-(bd|bdf|q\d)/.test(arg)) ?? false;
}

/** Another mail server beside qmail, and whether it has the port that is meant for tcpserver. */
export const check: Check = function* (target) {
  const processes = target.host.processes();
  if (processes === null) {
    yield NO_PROCESSES;
    return;
  }
  const service = target.services.smtp.find(({ port }) => port !== null && portNumber(port) === '25');
  const served = processes.some(({ name, listens }) => ACCEPTING.has(name) && listens?.includes(25));
  let known = served;
  for (const { mta, is } of DAEMONS) {
    const running = processes.filter(
      (process) => (process.uid ?? 0) <= SYSTEM_UID_MAX && is(process, process.args?.[0] ?? ''),
    );
    const [first] = running;
    if (first === undefined) continue;
    const onPort = running.some(({ listens }) => listens?.includes(25));
    known ||= onPort;
    if (!onPort || served) yield { message: 'runs', data: named(mta, first, service), subject: {}, fold: mta };
    else if (service === undefined) yield { message: 'port', data: named(mta, first, service), subject: {}, fold: mta };
    else yield taken('taken', mta, first, service);
  }
  const stranger = processes.find(({ name, listens }) => listens?.includes(25) && !PASSING.test(name));
  if (!known && service !== undefined && stranger !== undefined)
    yield taken('listener', basename(stranger.name), stranger, service);
};

function named(mta: string, { pid }: Process, service: SmtpService | undefined) {
  return { mta, pid: String(pid), file: service?.file ?? '' };
}

function taken(message: string, mta: string, process: Process, service: SmtpService): Report {
  const prevents = [{ id: 'TCPSERVER-10', data: { error: 'address already used' } }];
  const { file: path, line, kind } = service;
  return {
    message,
    data: named(mta, process, service),
    subject: { path, line },
    prevents: [...(kind === 'tcpserver' ? prevents : []), { id: 'SMTPD-Q10' }],
    fold: mta,
  };
}
