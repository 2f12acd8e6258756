/** Domains of vpopmail that are there and have no line in users/assign. */
import { dirname, join, ROOT, walk } from '../host/access.ts';
import { assignEntries } from './assign.ts';
import type { Target } from './check.ts';
import { endOf, exampleAddress, type VirtualEntry } from './routing.ts';
import { vpopmailHomes } from './vpopmail.ts';

export interface LostDomain {
  /** Its directory, links resolved. */
  readonly home: string;
  readonly uid: number;
  readonly gid: number;
  /** What becomes of its mail: it bounces, or alias's catch-all has it. */
  readonly end: 'dead' | 'catch-all';
}

/** Of a line `DOMAIN:DOMAIN` of virtualdomains; null where nothing is lost. Throws CouldNotCheck. */
export function lostDomain(target: Target, { key, value }: VirtualEntry): LostDomain | null {
  if (key === '' || value !== key || isAssigned(target, key)) return null;
  const hop = target.trace(exampleAddress(key));
  const end = endOf(hop);
  const who = end === 'elsewhere' || !hop.to.startsWith(`${key}-`) ? null : ownerOf(target);
  if (end === 'elsewhere' || who === null) return null;
  for (const place of placesOf(target)) {
    const dir = walk(target.host, ROOT, join(place, key));
    if (dir.ok && dir.stat.type === 'dir') return { home: dir.path, ...who, end };
  }
  return null;
}

/** Whom vdelivermail runs as. */
function ownerOf(target: Target): Pick<LostDomain, 'uid' | 'gid'> | null {
  const who = vpopmailHomes(target)[0]?.who ?? target.host.accounts.byName('vpopmail');
  return who === null || who.uid === 0 ? null : { uid: who.uid, gid: who.gid };
}

/** The directories that hold domains; where there are many of those, vpopmail puts them into some of one letter. */
function placesOf(target: Target): Set<string> {
  const { host } = target;
  const account = host.accounts.byName('vpopmail');
  const top = account === null ? null : walk(host, ROOT, `${account.home}/domains`);
  const hashed =
    top?.ok && top.stat.type === 'dir' ? host.list(top.path).filter((name) => /^[0-9A-Za-z]$/.test(name)) : [];
  return new Set([
    ...vpopmailHomes(target).map(({ home }) => dirname(home)),
    ...(top?.ok ? [top.path, ...hashed.map((name) => join(top.path, name))] : []),
  ]);
}

/** Whether users/assign has a line for the names of a virtual domain, compiled or not. Throws CouldNotCheck. */
function isAssigned(target: Target, domain: string): boolean {
  const name = `${domain.toLowerCase()}-`;
  return assignEntries(target).entries.some(({ wild, local }) => wild && local.toLowerCase() === name);
}
