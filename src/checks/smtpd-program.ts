/** What the qmail-smtpd of a service does besides what the plain one does, told from its bytes and from what starts it. */
import { ROOT, walk } from '../host/access.ts';
import type { SmtpService } from '../services/types.ts';
import type { Target } from './check.ts';
import { textOf } from './exposure.ts';

const PROGRAM_LIMIT = 32 * 1024 * 1024;

/** The bytes of bin/qmail-smtpd; null where there is no such file. Throws CouldNotCheck. */
export function smtpdBytes({ host, installation }: Target): string | null {
  const found = walk(host, ROOT, `${installation.home}/bin/qmail-smtpd`);
  return found.ok && found.stat.type === 'file' ? host.read(found.path, PROGRAM_LIMIT) : null;
}

/** Programs before qmail-smtpd that look at no recipient and ask for no password. */
const PASSING = new Set(['rblsmtpd', 'recordio', 'fixcrlf', 'greetdelay', 'spfquery', 'tcprulescheck', 'sh', 'exec']);

/** Programs of others between what accepts and qmail-smtpd, which may do anything. */
export function strangersBefore({ through }: SmtpService): string[] {
  return through.filter((name) => !PASSING.has(name));
}

/** The script or unit of the service with its variables, as text. */
export function startedBy(target: Target, service: SmtpService): string {
  const names = service.env.map(({ name }) => name).join('\n');
  return `${textOf(target, service.file)}\n${names}`;
}

/** What a qmail-smtpd that knows AUTH says of it in its answer to EHLO. */
const AUTH = /AUTH[ =](LOGIN|PLAIN|CRAM)|250[- ]AUTH/;

/** Whether the qmail-smtpd of a service may be one that has passwords checked: plain qmail's knows none. Throws CouldNotCheck. */
export function mayKnowPasswords(target: Target, service: SmtpService): boolean {
  const bytes = smtpdBytes(target);
  return bytes === null || AUTH.test(bytes) || /auth|checkpass|vchkpw/i.test(startedBy(target, service));
}
