/** Every address of the old system against the two qmails: the one that is proposed and the one that is there. */

import { type OldAddress, REQUIRED } from '../../migrate/addresses.ts';
import type { Door } from '../../migrate/door.ts';
import { type End, endTexts, placedTexts } from '../../migrate/outcome.ts';
import { lowerCase } from '../../qmail/control.ts';

export interface Compared {
  readonly address: string;
  readonly everyOther: boolean;
  readonly old: readonly End[];
  readonly proposed: readonly End[];
  readonly now: readonly End[] | null;
  /** Nobody had it, and somebody has the same name in another domain of the machine: it ends there too. */
  readonly wider: boolean;
  readonly proposedSame: boolean;
  readonly nowSame: boolean;
  /** Now it is the same but for where in a home, or as what, the mail lies. */
  readonly elsewhere: boolean;
}

export interface Side {
  readonly ends: (address: string) => readonly End[];
  readonly door: Door;
}

export interface Sides {
  readonly old: Side;
  readonly proposed: Side;
  /** Null where no qmail is there yet. */
  readonly now: Side | null;
  /** Users to whom qmail delivers nothing: uid 0. */
  readonly isRoot: (user: string) => boolean;
}

export function compareAddresses(addresses: readonly OldAddress[], sides: Sides): Compared[] {
  const before = addresses.map(({ address }) => sides.old.ends(address));
  const byName = new Map<string, Set<string>>();
  for (const [index, { address }] of addresses.entries()) {
    const known = byName.get(nameIn(address)) ?? new Set();
    byName.set(nameIn(address), known.add(endTexts(before[index] ?? []).join('\n')));
  }
  const compared = addresses.map(({ address, probe }, index) => {
    const told = before[index] ?? [];
    const doors = [sides.old, sides.proposed, sides.now].map((side) => side?.door(address) ?? null);
    const placed = sides.now?.ends(address) ?? null;
    const elsewhere = placed !== null && isElsewhere(told, placed);
    const [old, proposed, now] = [told, sides.proposed.ends(address), placed].map((ends, side) =>
      ends === null ? null : forStrangers(ends, doors[side] ?? null, doors),
    ) as [readonly End[], readonly End[], readonly End[] | null];
    const same = (ends: readonly End[]) => isSame(address, old, ends, sides.isRoot);
    const wider = (ends: readonly End[]) =>
      !probe && isRefused(old) && !same(ends) && (byName.get(nameIn(address))?.has(endTexts(ends).join('\n')) ?? false);
    const isWider = wider(now ?? proposed);
    return {
      address,
      everyOther: probe === true,
      old,
      proposed,
      now,
      wider: isWider,
      proposedSame: same(proposed) || wider(proposed),
      nowSame: now !== null && (same(now) || isWider),
      elsewhere,
    };
  });
  const byAddress = new Map(compared.map((each) => [each.address, each]));
  return compared.filter((each, index) => {
    const base = byAddress.get(addresses[index]?.base ?? '');
    return base === undefined || endsOf(base) !== endsOf(each);
  });
}

function endsOf({ old, proposed, now }: Compared): string {
  return JSON.stringify([old, proposed, now].map((ends) => (ends === null ? null : endTexts(ends))));
}

/** The same mailboxes, each place of which is known, and other places. */
function isElsewhere(old: readonly End[], now: readonly End[]): boolean {
  if (!old.every((end) => end.kind !== 'mailbox' || end.place !== undefined)) return false;
  const same = (texts: (ends: readonly End[]) => string[]) => texts(old).join('\n') === texts(now).join('\n');
  return same(endTexts) && !same((ends) => placedTexts(ends.map(plainPlace)));
}

/** `./Maildir/` and `Maildir/` are one. */
function plainPlace(end: End): End {
  if (end.kind !== 'mailbox' || end.place === undefined) return end;
  return { ...end, place: end.place.replace(/^(\.\/+)+/, '') };
}

/** Where not all sides take it from strangers, that is told of those that do not; who is refused in any case is refused. */
function forStrangers(ends: readonly End[], taken: boolean | null, doors: readonly (boolean | null)[]): readonly End[] {
  if (taken !== false || !doors.includes(true) || isRefused(ends)) return ends;
  return [...ends, { kind: 'inside' }];
}

function nameIn(address: string): string {
  return lowerCase(address.slice(0, address.lastIndexOf('@')));
}

function isRefused(ends: readonly End[]): boolean {
  return ends.length > 0 && ends.every(({ kind }) => kind === 'refused');
}

/**
 * The same ends; or somebody answers for a name that must be answered for, where nobody did; or for root, whose own mailbox qmail
 * never delivers to.
 */
function isSame(
  address: string,
  old: readonly End[],
  ends: readonly End[],
  isRoot: (user: string) => boolean,
): boolean {
  const [before, after] = [endTexts(old.map(bounced)), endTexts(ends.map(bounced))];
  if (before.length === after.length && before.every((text, index) => text === after[index])) return true;
  if (isMoved(address, old, ends)) return true;
  const arrives = ends.length > 0 && ends.every(({ kind }) => ARRIVING.has(kind));
  if (!arrives) return false;
  if (REQUIRED.includes(nameIn(address)) && isRefused(old)) return true;
  return old.every((end) => end.kind === 'mailbox' && isRoot(end.user));
}

/** The same, but that a file outside the homes is another now: a person has said where, since qmail could not write to it. */
function isMoved(address: string, old: readonly End[], ends: readonly End[]): boolean {
  const [before, after] = [new Set(endTexts(old)), new Set(endTexts(ends))];
  const gone = old.filter((end) => !after.has(endTexts([end])[0] ?? ''));
  const come = ends.filter((end) => !before.has(endTexts([end])[0] ?? ''));
  const isOwn = (user: string) => user === 'alias' || user === nameIn(address);
  return (
    gone.length > 0 &&
    gone.length === come.length &&
    gone.every(({ kind }) => kind === 'file') &&
    come.every(
      (end) => (end.kind === 'file' && !end.path.startsWith('/dev/')) || (end.kind === 'mailbox' && isOwn(end.user)),
    )
  );
}

/** Whoever sent mail that goes in circles gets it back, as he gets what is refused. */
function bounced(end: End): End {
  return end.kind === 'loop' ? { kind: 'refused' } : end;
}

const ARRIVING: ReadonlySet<End['kind']> = new Set(['mailbox', 'remote', 'program', 'file']);
