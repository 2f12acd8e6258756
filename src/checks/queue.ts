/** What the rules about the queue share: whether there is one, and how its parts are named. */
import { hasPlainQueue } from '../qmail/hierarchy.ts';
import { type Fault, type Place, queueFaults } from '../qmail/queue-faults.ts';
import { exitSays } from '../qmail/queue-steps.ts';
import type { Check, Data, Prevented, Repair, Rule, Skipped, Target, Yield } from './check.ts';
import { ownerName } from './mailbox.ts';
import { isMiniQmail, MINI_QMAIL } from './qmqp.ts';
import { asInstalled } from './repairs.ts';
import { octal } from './text.ts';

type PlainCheck = (target: Target, rule: Rule) => Iterable<Yield>;

/** A check of qmail's own files: asked where they are laid out as qmail lays them out. */
export function inHierarchy(check: PlainCheck): Check {
  return asked(check, withoutHierarchy);
}

/** A check of the queue, which a mini-qmail does not have. */
export function inQueue(check: PlainCheck): Check {
  return asked(check, withoutQueue);
}

function asked(check: PlainCheck, reason: (target: Target) => Skipped | null): Check {
  return function* (target, rule) {
    const skip = reason(target);
    if (skip === null) yield* check(target, rule);
    else yield skip;
  };
}

function withoutHierarchy({ installation: { variant } }: Target): Skipped | null {
  return hasPlainQueue(variant)
    ? null
    : { skip: 'not-applicable', reason: `${variant.name} has a directory tree of its own` };
}

/** Why there is no queue, or null. Throws CouldNotCheck. */
export function withoutQueue(target: Target): Skipped | null {
  return isMiniQmail(target) ? MINI_QMAIL : withoutHierarchy(target);
}

/** Faults of the queue of these causes. Throws CouldNotCheck. */
export function faultsOf(target: Target, ...causes: readonly Fault['cause'][]): Fault[] {
  return queueFaults(target.installation).filter(({ cause }) => causes.includes(cause));
}

/** The fault that stops at this file of queue/lock, where no directory is part of it. Throws CouldNotCheck. */
export function lockFault(target: Target, name: string): { readonly fault: Fault; readonly place: Place } | null {
  for (const fault of faultsOf(target, 'missing', 'type', 'owner', 'mode')) {
    if (fault.places.some(({ part }) => part?.type === 'dir')) continue;
    const place = fault.places.find(({ part }) => part?.name === `queue/lock/${name}`);
    if (place !== undefined) return { fault, place };
  }
  return null;
}

/** `queue/mess, queue/mess/0, queue/mess/1 ... (24)`. */
export function namesOfPlaces(places: readonly Place[]): string {
  const names = places.map(({ part, path }) => part?.name ?? path);
  return names.length <= 4 ? names.join(', ') : `${names.slice(0, 3).join(', ')} ... (${names.length})`;
}

/** What a sentence about one place is made of; `as` is how qmail installs it, for chown(1) and chmod(1). */
export function dataOf(target: Target, { path, part, stat }: Place): Data {
  const { accounts } = target.host;
  return {
    path,
    mode: stat === null ? '' : octal(stat.mode),
    owner: stat === null ? '' : ownerName(target.installation, stat.uid),
    group: stat === null ? '' : accounts.groupName(stat.gid),
    user: part?.owner ?? 'root',
    ownership: `${part?.owner ?? 'root'}:qmail`,
    rights: octal(part?.mode ?? 0o755),
  };
}

/** Those parts of the queue as qmail installs them, for a fix. Throws CouldNotCheck. */
export function asInstalledAll({ installation }: Target, places: readonly Place[]): Repair[] {
  return places.flatMap(({ part }) => (part === null ? [] : asInstalled(installation, part)));
}

/** The directory that holds all of them. */
export function commonPath(places: readonly [Place, ...Place[]]): string {
  const [first, ...others] = places.map(({ path }) => path.split('/'));
  const shared = (first ?? []).filter((_, index, parts) =>
    others.every((other) => parts.slice(0, index + 1).join('/') === other.slice(0, index + 1).join('/')),
  );
  return shared.join('/') || '/';
}

/**
 * What the other side and the user are told where qmail-queue ends with these codes for them; `taken`: some mail is queued all the
 * same, for an owner that the spawners do not accept (spawn.c:114).
 */
export function exitsSay(smtp: number | null, inject: number | null, taken = false): Prevented[] {
  return [
    ...(smtp === null ? [] : exitSays('smtp', smtp)),
    ...(inject === null ? [] : exitSays('inject', inject)),
    ...(taken ? [{ id: 'SPAWN-12' }] : []),
  ];
}
