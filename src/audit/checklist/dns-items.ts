/** What the DNS says of the domains on the day of the move: their MX in order, and how long others keep that. */
import type { Host, Mx, Resolver } from '../../host/host.ts';
import type { MakeItem } from './item.ts';
import type { OldSide } from './old-side.ts';
import type { Item } from './types.ts';

/** Domains that are asked for; whoever has more has a script for it. */
const MOST = 100;
/** Seconds: what is kept longer sends mail to the old machine for hours. */
const LONG = 3600;

/** One for each domain whose mail strangers bring; none where no DNS server may be asked. Never throws. */
export async function dnsItems(old: OldSide, { dns }: Pick<Host, 'dns'>, item: MakeItem): Promise<Item[]> {
  // `host.` stands for any name below a domain.
  const named = old.addresses.filter(({ address, probe }) => !(probe && domainOf(address).startsWith('host.')));
  const taken = named.flatMap(({ address }) => (old.door(address) === true ? [domainOf(address)] : []));
  const domains = [...new Set(taken)].filter((domain) => domain.includes('.') && !/(^|\.)localhost(\.|$)/.test(domain));
  const asked = await Promise.all(domains.slice(0, MOST).map((domain) => domainItem(domain, dns, item)));
  return asked.filter((each) => each !== null);
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

async function domainItem(domain: string, dns: Resolver, item: MakeItem): Promise<Item | null> {
  const mx = await dns.mx(domain);
  const parts = { id: `day:dns:${domain}`, group: 'day' as const };
  if (mx.kind === 'not-asked') return null;
  if (mx.kind === 'soft')
    return item({ ...parts, what: 'could-not', data: { path: domain, reason: mx.reason }, state: 'could-not' });
  const hosts = mx.kind === 'none' ? [domain] : inOrder(mx.records).map(({ exchange }) => exchange);
  const ttls = [
    ...(mx.kind === 'none' ? [] : await secondsOf(dns, 'MX', [domain])),
    ...(await secondsOf(dns, 'A', hosts)),
  ];
  const ttl = ttls.length === 0 ? null : Math.max(...ttls);
  const list = mx.kind === 'none' ? '' : inOrder(mx.records).map(mxText).join(', ');
  const what = `dns-${list === '' ? 'a' : 'mx'}${ttl === null ? '' : ttl > LONG ? '-long' : '-ttl'}`;
  const data = { domain, mx: list, ttl: String(ttl ?? '') };
  return item({ ...parts, what, data, state: ttl !== null && ttl > LONG ? 'different' : 'by-hand' });
}

function inOrder(records: readonly Mx[]): Mx[] {
  return records.toSorted((a, b) => a.preference - b.preference);
}

function mxText({ preference, exchange }: Mx): string {
  return `${preference} ${exchange}`;
}

async function secondsOf(dns: Resolver, type: 'MX' | 'A', names: readonly string[]): Promise<number[]> {
  const { ttl } = dns;
  if (ttl === undefined) return [];
  const answers = await Promise.all(names.map((name) => ttl(type, name)));
  return answers.flatMap((answer) => (answer.kind === 'data' ? answer.records : []));
}
