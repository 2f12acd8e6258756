/** The DNS as an image recorded it. */
import { bytesOf } from './bytes.ts';
import type { Answer, Resolver } from './host.ts';
import type { ImageDns } from './image-format.ts';

export function imageResolver(dns: ImageDns | undefined): Resolver {
  const known = new Set([...(dns?.mx ?? []), ...(dns?.a ?? [])].map(([owner]) => plainName(bytesOf(owner))));
  const told = new Map<string, NonNullable<ImageDns['answers']>[number]>();
  for (const each of dns?.answers ?? []) told.set(`${each[0]} ${plainName(bytesOf(each[1]))}`, each);
  const without = <T>(type: string, name: string): Answer<T> => {
    if (dns === undefined) return { kind: 'not-asked' };
    const [, , kind, reason = 'no answer'] = told.get(`${type} ${plainName(name)}`) ?? [];
    if (kind !== undefined) return kind === 'none' ? { kind } : { kind, reason };
    if (dns.answers !== undefined) return { kind: 'not-asked' };
    if (type === 'ptr') return { kind: dns.ptr === undefined ? 'not-asked' : 'none' };
    if (known.has(plainName(name))) return { kind: 'none' };
    const rule = (dns.otherwise ?? []).find(([suffix]) => isUnder(name, suffix));
    if (rule === undefined) return { kind: 'not-asked' };
    return rule[1] === 'none' ? { kind: 'none' } : { kind: 'soft', reason };
  };
  const answer = <T>(type: string, name: string, records: readonly T[] | undefined): Answer<T> =>
    records === undefined ? without(type, name) : { kind: 'data', records };
  const mx = byOwner(dns?.mx ?? [], ([, preference, exchange]) => ({ preference, exchange: bytesOf(exchange) }));
  const a = byOwner(dns?.a ?? [], ([, address]) => address);
  const ptr = byOwner(dns?.ptr ?? [], ([, name]) => bytesOf(name));
  return {
    mx: async (name) => answer('mx', name, mx.get(plainName(name))),
    a: async (name) => answer('a', name, a.get(plainName(name))),
    ptr: async (address) => answer('ptr', address, ptr.get(plainName(address))),
  };
}

function byOwner<R extends readonly [string, ...unknown[]], T>(
  rows: readonly R[],
  read: (row: R) => T,
): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const row of rows) {
    const owner = plainName(bytesOf(row[0]));
    const records = found.get(owner);
    if (records === undefined) found.set(owner, [read(row)]);
    else records.push(read(row));
  }
  return found;
}

/** Names are the same in any case and with a dot at their end. */
export function plainName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase()).replace(/\.$/, '');
}

function isUnder(name: string, suffix: string): boolean {
  const [plain, end] = [plainName(name), suffix.toLowerCase()];
  return suffix === '' || plain === end || plain.endsWith(`.${end}`);
}
