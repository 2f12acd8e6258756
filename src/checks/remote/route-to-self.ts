import { constmap } from '../../qmail/control.ts';
import { accepts } from '../../qmail/rcpthosts.ts';
import { addressLiteral, isOwn, routeOf } from '../../qmail/remote.ts';
import { NOBODY } from '../../qmail/trace.ts';
import type { Services } from '../../services/types.ts';
import { acceptingEntries, rcpthostsOf, relaysForAll } from '../accepted.ts';
import type { Check, Prevented, Target } from '../check.ts';
import { isPublicOwn } from '../dns-names.ts';
import { isOwnName, type RouteEntry, routedHosts, routeEntries, staysHere } from '../routes.ts';
import { relays, rulesInForce } from '../tcprules-records.ts';

/** With a relay nothing keeps qmail-remote from talking to its own host (qmail-remote.c:382). A filter on a port of its own is usual. */
export const check: Check = async function* (target) {
  const entries = routeEntries(target);
  const ports = ownPorts(target.services);
  for (const entry of entries) {
    const { key, relay, port, line, path } = entry;
    if (relay === null || !ports.has(port)) continue;
    const address = await ownAddress(target, relay);
    if (address === null) continue;
    yield {
      message: port === SMTP ? 'default' : 'port',
      data: { hosts: routedHosts(key), relay, port: String(port), line: String(line), path },
      subject: { path, line },
      prevents: ends(target, entries, entry, address),
    };
  }
};

const SMTP = 25;
const NAMED: Readonly<Record<string, number>> = { smtp: SMTP, submission: 587 };

/** Port 25, and where else a qmail-smtpd of this host is known to listen. */
function ownPorts({ smtp }: Services): Set<number> {
  const known = smtp.filter(({ program }) => program === 'qmail-smtpd').map(({ port }) => port ?? '');
  return new Set([SMTP, ...known.map((port) => NAMED[port] ?? Number(port))]);
}

/** The address of this host that the relay is, or has in the DNS; null where it is another host. */
async function ownAddress(target: Target, relay: string): Promise<string | null> {
  const { host } = target;
  const mine = (address: string) =>
    address === '127.0.0.1' || isOwn(host.addresses, address) || isPublicOwn(target, address);
  const literal = addressLiteral(relay);
  if (literal !== null) return mine(literal) ? literal : null;
  const answer = await host.dns.a(relay);
  if (answer.kind === 'data') return answer.records.find(mine) ?? null;
  return answer.kind !== 'none' && isOwnName(target, relay) ? '127.0.0.1' : null;
}

/** How it ends: our own SMTP server refuses the mail, or takes it, and it comes by again. */
function ends(target: Target, entries: readonly RouteEntry[], entry: RouteEntry, ip: string): Prevented[] {
  const refused = { id: 'REMOTE-20', data: { ip, reply: `${REFUSED}\n` } };
  const loops = { id: 'REMOTE-24', data: { ip, reply: `${LOOPING}\n` } };
  if (mayRelay(target, ip) || takes(target, exampleHost(entry.key))) return [loops];
  return entry.key === '' && takesOthers(target, entries, entry) ? [refused, loops] : [refused];
}

const REFUSED = "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)";
const LOOPING = '554 too many hops, this message is looping (#5.4.6)';

/** Connections to an own address come from that address. */
function mayRelay(target: Target, ip: string): boolean {
  if (relaysForAll(target.services)) return true;
  for (const rules of rulesInForce(target))
    if (!('skip' in rules) && relays(rules.answer({ ip, host: null, info: null }))) return true;
  return false;
}

function exampleHost(key: string): string {
  if (key === '') return `${NOBODY}.invalid`;
  return key.startsWith('.') ? NOBODY + key : key;
}

function takes(target: Target, host: string): boolean {
  const acceptance = accepts(rcpthostsOf(target), `${NOBODY}@${host}`);
  return acceptance !== 'trouble' && acceptance.accepted;
}

/** Whether rcpthosts has a domain that is not delivered here and that goes by this entry. */
function takesOthers(target: Target, entries: readonly RouteEntry[], entry: RouteEntry): boolean {
  const routes = constmap(entries);
  return acceptingEntries(target)
    .map(({ text }) => exampleHost(text))
    .some((host) => !staysHere(target, host) && routeOf(routes, host).entry?.line === entry.line);
}
