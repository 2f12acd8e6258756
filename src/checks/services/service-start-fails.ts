import { ROOT, walk } from '../../host/access.ts';
import type { SendService, SmtpService } from '../../services/types.ts';
import type { Check, Report, Target } from '../check.ts';
import { portNumber } from '../processes.ts';
import { isMissingForAll } from '../service-needs.ts';
import { isStarted } from '../starters.ts';
import { tried } from '../tried.ts';

const QUIET = [{ id: 'SERVICE-Q1' }];

/** What the last program of a service, tcpserver or qmail-start, cannot do with what it is given. */
export const check: Check = function* (target) {
  const { smtp, send } = target.services;
  const looks = [
    ...smtp.flatMap((service) =>
      [limitReport, accountReport, portReport, bindReport].map((look) => () => look(target, service)),
    ),
    ...send.flatMap((service) => [rootReport, backgroundReport].map((look) => () => look(target, service))),
  ];
  for (const look of looks) {
    const found = tried(look);
    if (found !== null) yield found;
  }
};

/** `-u "$(id -u NAME)"` without such an account is `-u ""`, of which tcpserver takes nothing (scan_ulong). */
function accountReport(target: Target, { file, line, user }: SmtpService): Report | null {
  if (user?.from !== 'tcpserver -u' || user.uid !== null || user.name === undefined) return null;
  if (target.host.accounts.byName(user.name) !== null || isMissingForAll(target, user.name)) return null;
  if (!isStarted(target, file)) return null;
  return {
    message: 'id',
    data: { file, program: user.name },
    subject: { path: file, line },
    prevents: QUIET,
  };
}

/** tcpserver takes a number that is none for 0, and waits for ever (tcpserver.c, main). */
function limitReport(target: Target, { file, line, kind, limit }: SmtpService): Report | null {
  if (kind !== 'tcpserver' || limit === null || Number(/^\d+/.exec(limit.text)?.[0] ?? 0) > 0) return null;
  if (!isStarted(target, file)) return null;
  const from = limit.from === null || limit.from === file ? file : limit.from;
  return {
    message: limit.text === '' && from !== file ? 'no-limit' : 'limit',
    data: { file, from, limit: limit.text },
    subject: { path: from, ...(from === file ? { line } : {}) },
    prevents: QUIET,
  };
}

/** getservbyname(3) of a name that /etc/services does not have. */
function portReport(target: Target, { file, line, kind, port, tls }: SmtpService): Report | null {
  if (kind !== 'tcpserver' || port === null || /^\d*$/.test(port)) return null;
  const { host } = target;
  const services = walk(host, ROOT, '/etc/services');
  // A copy may lack the list; what is no name of a service is none in any.
  if (!services.ok && host.lacks !== 'nothing' && /^[a-z-]+$/.test(port)) return null;
  if (services.ok && namesIn(host.read(services.path)).includes(port)) return null;
  if (!isStarted(target, file)) return null;
  return {
    message: 'port',
    data: { file, port },
    subject: { path: file, line },
    prevents: tls ? QUIET : [{ id: 'TCPSERVER-6', data: { port } }],
  };
}

/** The names and aliases in services(5). */
function namesIn(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const [name = '', , ...aliases] = line.replace(/#.*/, '').trim().split(/\s+/);
    return [name, ...aliases];
  });
}

/** A port below 1024 is root's, but in containers. */
function bindReport(target: Target, { file, line, kind, port, tls, startedAs }: SmtpService): Report | null {
  const number = Number(portNumber(port ?? ''));
  if (kind !== 'tcpserver' || !startedAs?.uid || !(number > 0 && number < 1024)) return null;
  if (!isStarted(target, file) || !isRun(target, file) || walk(target.host, ROOT, '/.dockerenv').ok) return null;
  return {
    message: 'bind',
    data: { file, port: port ?? '', user: startedAs.name ?? String(startedAs.uid), from: startedAs.from },
    subject: { path: file, line },
    prevents: tls ? QUIET : [{ id: 'TCPSERVER-10', data: { error: 'access denied' } }],
  };
}

/** qmail-start gives each of its programs a user of its own, which root alone can (qmail-start.c:17). */
function rootReport(target: Target, { file, line, user, starters }: SendService): Report | null {
  if (!user?.uid || !starters.some((path) => isStarted(target, path))) return null;
  return {
    message: 'not-root',
    data: { file, user: user.name ?? String(user.uid), from: user.from },
    subject: { path: file, line },
    prevents: [{ id: 'START-Q1' }],
  };
}

/** A supervisor starts again what ended, and with `&` that is at once. */
function backgroundReport(target: Target, { file, line, background, starters }: SendService): Report | null {
  const run = background ? starters.find((path) => isRun(target, path) && isStarted(target, path)) : undefined;
  if (run === undefined || [run, file].some((path) => lasts(target.host.read(path)))) return null;
  return {
    message: 'background',
    data: { file, run },
    subject: { path: file, line },
    prevents: [{ id: 'SEND-A05' }],
  };
}

/** Whether a script goes on with something that may last after what it runs in the background. */
function lasts(script: string): boolean {
  const [, ...rest] = script.split(/(?<![&>])&[ \t]*(?:#.*)?$/m);
  return /^\s*(exec|wait|while|until|sleep|tail)\b/m.test(rest.join('\n')) || /\bfghack\b/.test(script);
}

function isRun({ services }: Target, path: string): boolean {
  return services.files.some((file) => file.path === path && file.kind === 'run');
}
