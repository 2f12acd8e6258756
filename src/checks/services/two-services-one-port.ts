import type { SmtpService } from '../../services/types.ts';
import type { Check } from '../check.ts';
import { portNumber } from '../processes.ts';
import { isStarted } from '../starters.ts';
import { tried } from '../tried.ts';

/** Two services that start by themselves and want one port: the second cannot bind to it, and which that is may change (tcpserver.c:383). */
export const check: Check = function* (target) {
  const services = target.services.smtp.filter(({ port }) => port !== null);
  for (const [index, one] of services.entries()) {
    const other = services.slice(index + 1).find((each) => collide(one, each));
    if (other === undefined) continue;
    const started = tried(() => isStarted(target, one.file) && isStarted(target, other.file));
    if (typeof started !== 'boolean') yield started;
    if (started !== true) continue;
    const told = [one, other].some(({ kind }) => kind === 'tcpserver');
    yield {
      data: { first: one.file, second: other.file, port: portNumber(one.port ?? '') },
      subject: { path: other.file, line: other.line },
      prevents: told ? [{ id: 'TCPSERVER-10', data: { error: 'address already used' } }] : [{ id: 'SERVICE-Q1' }],
    };
  }
};

const SUPER = /^(inetd|xinetd|systemd)$/;

function collide(one: SmtpService, other: SmtpService): boolean {
  if (one.file === other.file || portNumber(one.port ?? '') !== portNumber(other.port ?? '')) return false;
  // A super-server is given one port twice for two families of addresses.
  if (one.kind === other.kind && SUPER.test(one.kind)) return false;
  const [first, second] = [addressOf(one), addressOf(other)];
  if ([first, second].some((address) => address?.includes(':'))) return first === second;
  return first === ANY || second === ANY || (first !== null && first === second);
}

const ANY = '0';

/** Null where it is not known. */
function addressOf({ kind, address }: SmtpService): string | null {
  if (address === null) return kind === 'inetd' || kind === 'xinetd' ? ANY : null;
  return address === '' || address === '0.0.0.0' ? ANY : address;
}
