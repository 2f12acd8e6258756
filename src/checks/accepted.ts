/** Which domains the SMTP server takes, as checks ask for it. */
import { ROOT } from '../host/access.ts';
import { CdbError, cdbEntries } from '../qmail/cdb.ts';
import { readList } from '../qmail/control.ts';
import { ADDRESS_BYTES, accepts, type Rcpthosts, readRcpthosts } from '../qmail/rcpthosts.ts';
import type { Services } from '../services/types.ts';
import type { Target } from './check.ts';
import { controlPath } from './text.ts';

/** rcpthosts as root reads it. Throws CouldNotCheck. */
export function rcpthostsOf(target: Target): Rcpthosts {
  return readRcpthosts(target.installation, ROOT);
}

/** Whether every SMTP service sets RELAYCLIENT for all its clients, so that rcpthosts is never asked. */
export function relaysForAll({ smtp }: Services): boolean {
  return smtp.length > 0 && smtp.every(({ env }) => env.some(({ name }) => name === 'RELAYCLIENT'));
}

/** Whether a cdb that holds its whole header has any record. */
export function hasRecords(cdb: Buffer): boolean {
  return Array.from({ length: 256 }, (_, table) => cdb.readUInt32LE(8 * table + 4)).some((slots) => slots > 0);
}

/** Whether rcpthosts is there and names nothing, in itself or in its cdb: it takes no domain at all. */
export function refusesAll({ state, map, cdb }: Rcpthosts): boolean {
  if (state !== 'present' || map.entries.length > 0 || cdb === 'unreadable') return false;
  return cdb === 'absent' || (cdb.length >= 2048 && !hasRecords(cdb));
}

/**
 * Tells of an address or of a suffix (`.example.org`) whether strangers get 553 for it; for a suffix, whether nothing below it is taken.
 * Null where the SMTP server does not ask, takes or refuses everything, or cannot read: other rules speak of that. Throws CouldNotCheck.
 */
export function refusal(target: Target): ((addressOrSuffix: string) => boolean) | null {
  const rcpthosts = rcpthostsOf(target);
  if (rcpthosts.state !== 'present' || refusesAll(rcpthosts) || relaysForAll(target.services)) return null;
  const refused = (address: string) => {
    const answer = accepts(rcpthosts, address);
    return answer !== 'trouble' && !answer.accepted;
  };
  let below: ReadonlySet<string> | null = null;
  return (wanted) => {
    if (!wanted.startsWith('.')) return refused(wanted);
    const suffix = wanted.toLowerCase();
    below ??= new Set(namesOf(rcpthosts).flatMap(suffixesOf));
    return refused(`x@x${wanted}`) && !below.has(suffix);
  };
}

/** What is left of a name from each dot, in lower case; nothing of one that is longer than any address. */
function suffixesOf(name: string): string[] {
  if (name.length > ADDRESS_BYTES) return [];
  const lower = name.toLowerCase();
  return [...lower].flatMap((letter, index) => (letter === '.' ? [lower.slice(index)] : []));
}

function namesOf({ map, cdb }: Rcpthosts): string[] {
  return [...map.entries.map(({ key }) => key), ...cdbKeys(cdb)];
}

/** The keys of a cdb; none where it is missing or not consistent. */
function cdbKeys(cdb: Rcpthosts['cdb']): string[] {
  if (typeof cdb === 'string') return [];
  try {
    return cdbEntries(cdb).map(({ key }) => key);
  } catch (error) {
    if (error instanceof CdbError) return [];
    throw error;
  }
}

/** An entry that lets recipients in. A cdb has no lines. */
export interface Accepting {
  readonly text: string;
  readonly file: 'control/rcpthosts' | 'control/morercpthosts' | 'control/morercpthosts.cdb';
  readonly path: string;
  readonly line?: number;
}

/** Every entry of rcpthosts and morercpthosts (of its cdb where there is no source); none where rcpthosts is not there. Throws CouldNotCheck. */
export function acceptingEntries(target: Target): Accepting[] {
  const { state, map, cdb } = rcpthostsOf(target);
  if (state !== 'present') return [];
  const own = map.entries.map(({ key, line }) => ({ text: key, line, ...place(target, 'rcpthosts') }));
  return [...own, ...moreEntries(target, cdb)];
}

function moreEntries(target: Target, cdb: Rcpthosts['cdb']): Accepting[] {
  const source = target.control('morercpthosts');
  if (source.state === 'present')
    return readList(source.text).map((entry) => ({ ...entry, ...place(target, 'morercpthosts') }));
  return cdbKeys(cdb).map((text) => ({ text, ...place(target, 'morercpthosts.cdb') }));
}

function place(target: Target, name: 'rcpthosts' | 'morercpthosts' | 'morercpthosts.cdb') {
  return { file: `control/${name}`, path: controlPath(target, name) } as const;
}
