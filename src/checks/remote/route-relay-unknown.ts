import { addressLiteral } from '../../qmail/remote.ts';
import type { Check, Target, Yield } from '../check.ts';
import { namedHost } from '../entries.ts';
import { isIpv6, isOwnName, type RouteEntry, routedHosts, routeEntries } from '../routes.ts';

/** The relay is looked up in the DNS as it stands, for its address alone; /etc/hosts is not asked (qmail-remote.c:349, dns.c:257). */
export const check: Check = async function* (target) {
  for (const entry of routeEntries(target)) yield* await judge(target, entry);
};

async function judge(target: Target, { key, value, relay, line, path }: RouteEntry): Promise<Yield[]> {
  if (relay === null || relay === '' || namedHost(relay) !== relay || isIpv6(value)) return [];
  if (addressLiteral(relay) !== null) return [];
  const answer = await target.host.dns.a(relay);
  if (answer.kind === 'data') return [];
  const found = answer.kind === 'none';
  const single = !relay.includes('.');
  if (!found && isOwnName(target, relay)) return [];
  if (!found && !single) {
    if (answer.kind === 'soft') return [{ skip: 'could-not', reason: `the DNS gave no answer for ${shown(relay)}` }];
    return [{ skip: 'not-asked', reason: 'the DNS was not asked' }];
  }
  return [
    {
      message: found ? 'default' : 'single',
      data: { hosts: routedHosts(key), relay: shown(relay), line: String(line), path },
      subject: { path, line },
      prevents: [{ id: 'REMOTE-11', data: { host: shown(relay) } }],
    },
  ];
}

/** Patches have a user and a password behind the relay, which nobody needs to see. */
function shown(relay: string): string {
  return relay.replace(/\|.*$/s, '|{credentials}');
}
