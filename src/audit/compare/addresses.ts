/** Every address of either side, resolved on both. */
import { looksPublic } from '../../checks/names.ts';
import { textOf } from '../../host/bytes.ts';
import { CouldNotCheck } from '../../host/host.ts';
import { seenText } from '../../qmail/message.ts';
import type { End } from '../address-ends.ts';
import type { Asked, Unseen } from '../address-list.ts';
import { isAmiss, type ListedAddress, type Looker, looker } from '../addresses.ts';
import type { Difference, Ending, Pair } from './difference.ts';
import { sameText } from './same-text.ts';

/** Memory follows the number of addresses by their names alone. */
export async function* compareAddresses(pair: Pair, resolved: () => void): AsyncGenerator<Difference | Unseen> {
  try {
    const [before, after] = [looker(pair.old.target), looker(pair.new.target)];
    yield* between(before, after, resolved);
  } catch (error) {
    if (!(error instanceof CouldNotCheck)) throw error;
    yield { path: textOf(error.path), reason: textOf(error.reason) };
  }
}

async function* between(before: Looker, after: Looker, resolved: () => void): AsyncGenerator<Difference | Unseen> {
  const seen = new Set<string>();
  for (const asked of before.list({})) {
    if ('reason' in asked) {
      yield asked;
      continue;
    }
    const old = await before.at(asked);
    if (old === null) continue;
    seen.add(asked.address);
    const now = await after.at(whatever(asked));
    resolved();
    if (now !== null) yield* differences(old, now);
  }
  for (const asked of after.list({})) {
    if ('reason' in asked) yield asked;
    if ('reason' in asked || seen.has(asked.address)) continue;
    const now = await after.at(asked);
    const old = now === null ? null : await before.at(whatever(asked));
    if (now === null || old === null) continue;
    resolved();
    yield* differences(old, now);
  }
}

/** Asked even where it is no address there. */
function whatever({ only: _, ...asked }: Asked): Asked {
  return asked;
}

function* differences(old: ListedAddress, now: ListedAddress): Generator<Difference | Unseen> {
  const unseen = old.unseen ?? now.unseen;
  if (unseen !== undefined) return yield unseen;
  const smtp = smtpDifference(old, now);
  if (smtp !== null) yield smtp;
  if (sameEnds(old, now)) return;
  if (leaves(now) && !leaves(old)) return yield leaving(old, now);
  const [before, after] = [fails(old), fails(now)];
  const [kind, severity] = KINDS[`${before} ${after}`];
  const log = after ? logOf(now.ends) : undefined;
  yield {
    ...base(old, now),
    kind,
    severity,
    ...(log === undefined ? {} : { log }),
    fold: `${shapeOf(old)} > ${shapeOf(now)}`,
  };
}

/** By whether it fails on the old side, and on the new one. */
const KINDS = {
  'false false': ['address-elsewhere', 'warning'],
  'false true': ['address-lost', 'error'],
  'true false': ['address-gained', 'info'],
  'true true': ['address-fails-otherwise', 'info'],
} as const;

/** Whether the address is another host's matter from the first. */
function leaves({ ends }: ListedAddress): boolean {
  return ends.length > 0 && ends.every(({ kind, via }) => kind === 'remote' && via === undefined);
}

/** A domain that was local or virtual and is neither now: mail for it comes back where its MX is this host. */
function leaving(old: ListedAddress, now: ListedAddress): Difference {
  const text = seenText('REMOTE-13', {});
  const log = text === null ? {} : { log: { where: 'log', status: 'failure', text } as const };
  const domain = now.address.slice(now.address.lastIndexOf('@') + 1);
  return { ...base(old, now), kind: 'address-leaves', severity: 'error', ...log, fold: domain };
}

function fails(each: ListedAddress): boolean {
  return isAmiss({ ...each, smtp: null, others: false });
}

function base(old: ListedAddress, now: ListedAddress): Pick<Difference, 'subject' | 'old' | 'new' | 'endings'> {
  return { subject: now.address, old: null, new: null, endings: { old: endingOf(old), new: endingOf(now) } };
}

function endingOf({ smtp, user, ends }: ListedAddress): Ending {
  return { smtp, user, ends };
}

/** The replies to a stranger, by their codes. */
function smtpDifference(old: ListedAddress, now: ListedAddress): Difference | null {
  if (old.smtp === null || now.smtp === null || isTaken(old) === isTaken(now)) return null;
  const domain = now.address.slice(now.address.lastIndexOf('@') + 1);
  const replies = { ...base(old, now), old: old.smtp, new: now.smtp, fold: domain };
  if (!isTaken(now)) {
    const log = { where: 'smtp', status: null, text: now.smtp } as const;
    return { ...replies, kind: 'address-refused', severity: looksPublic(domain) ? 'error' : 'info', log };
  }
  const relayed = now.ends.some(({ kind, via }) => kind === 'remote' && via === undefined);
  return { ...replies, kind: 'address-taken', severity: relayed ? 'error' : 'info' };
}

function isTaken({ smtp }: ListedAddress): boolean {
  return smtp?.startsWith('250') ?? false;
}

function logOf(ends: readonly End[]): Difference['log'] {
  for (const { kind, report } of ends)
    if ((kind === 'bounce' || kind === 'deferral') && typeof report === 'string')
      return { where: 'log', status: kind === 'bounce' ? 'failure' : 'deferral', text: report };
  return undefined;
}

function sameEnds(old: ListedAddress, now: ListedAddress): boolean {
  if (old.ends.length !== now.ends.length || owner(old) !== owner(now)) return false;
  const [before, after] = [old.ends.map(comparable).sort(), now.ends.map(comparable).sort()];
  return before.every((each, index) => sameText(each, after[index] ?? ''));
}

/** Who does not get it does not matter. */
function owner(each: ListedAddress): string | null {
  return fails(each) ? null : each.user;
}

/** What of an end is the same on a machine with other homes. */
function comparable({ kind, place, user, home, relay, fault, message, via }: End): string {
  const failed = kind === 'bounce' || kind === 'deferral';
  const where = failed
    ? null
    : home !== undefined && place?.startsWith(`${home}/`)
      ? `~${place.slice(home.length)}`
      : place;
  return JSON.stringify([kind, where, failed ? null : (user ?? null), relay, fault, failed ? message : null, via]);
}

/** The same without the names that differ from user to user, and whatever forward it came by. */
function shapeOf({ address, ends }: ListedAddress): string {
  return JSON.stringify(ends.map((end) => anonymous({ ...end, via: [] }, end.via?.at(-1) ?? address)));
}

function anonymous(end: End, address: string): string {
  const local = address.split('@', 1)[0] ?? '';
  const text = comparable(end);
  const nameless = end.user === undefined ? text : text.replaceAll(JSON.stringify(end.user), '"="');
  return local === '' ? nameless : nameless.replaceAll(local, '=');
}
