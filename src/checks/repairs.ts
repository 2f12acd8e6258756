/** What a fix would change, as plain data that a report carries along. Nothing is changed here. */
import { isWithin, join, ROOT, walk } from '../host/access.ts';
import type { Account, Host } from '../host/host.ts';
import { type Part, partsIn } from '../qmail/hierarchy.ts';
import { idsOnDisk } from '../qmail/ids.ts';
import type { Installation, QmailUser } from '../qmail/installation.ts';
import type { Repair, RepairPlace } from './check.ts';

type Change = Pick<Repair, 'owner' | 'group' | 'add' | 'remove'>;

/** The home of an account, or of an entry of users/assign; null where there is no such directory. Throws CouldNotCheck. */
export function homePlace(host: Host, { name: user, uid, gid, home }: Account): RepairPlace | null {
  return placeAt(host, home, { kind: 'home', uid, gid, user });
}

/** As `homePlace`, for whom an assignment names. */
export function assignedPlace(
  host: Host,
  who: Pick<Account, 'uid' | 'gid' | 'home'> & { user: string },
): RepairPlace | null {
  return homePlace(host, { ...who, name: who.user });
}

/** A part of qmail's tree, which is root's: '' or control, bin, queue. Null where it is missing. Throws CouldNotCheck. */
export function qmailPlace({ host, home }: Installation, part: '' | 'control' | 'bin' | 'queue'): RepairPlace | null {
  const path = part === '' ? home : `${home}/${part}`;
  return placeAt(host, path, { kind: part === 'queue' ? 'queue' : 'qmail', uid: 0, gid: 0, user: null });
}

function placeAt(
  host: Host,
  path: string,
  whose: Pick<RepairPlace, 'kind' | 'uid' | 'gid' | 'user'>,
): RepairPlace | null {
  const found = walk(host, ROOT, path);
  if (!found.ok || found.stat.type !== 'dir') return null;
  const { device } = found.stat;
  return { ...whose, path, real: found.path, ...(device === undefined ? {} : { device }) };
}

/** A change of what is at `path`, links followed; none without a place or where nothing is there. Throws CouldNotCheck. */
export function changeAt(host: Host, place: RepairPlace | null, path: string, change: Change): Repair[] {
  const found = place === null ? null : walk(host, ROOT, path);
  return place !== null && found?.ok ? [{ place, path: found.path, seen: found.stat, ...change }] : [];
}

/** The owner of the place gets what is at `path`. */
export function givenTo(host: Host, place: RepairPlace | null, path: string): Repair[] {
  return place === null ? [] : changeAt(host, place, path, { owner: place.uid });
}

const PRIVATE = 0o700;

/** A directory that its user makes. */
export function madeDirectory(place: RepairPlace | null, path: string): Repair[] {
  return place === null ? [] : [{ place, path, seen: null, make: 'dir', add: PRIVATE, owner: place.uid }];
}

/** A Maildir that its user makes at `path`, with the directories above it from `missing` on. */
export function madeMaildir(place: RepairPlace | null, missing: string, path: string): Repair[] {
  if (!isWithin(path, missing)) return [];
  const below = path
    .slice(missing.length)
    .split('/')
    .filter((name) => name !== '');
  const above = below.map((_, index) => `${missing}/${below.slice(0, index + 1).join('/')}`);
  const parts = ['tmp', 'new', 'cur'].map((name) => join(path, name));
  return [missing, ...above, ...parts].flatMap((dir) => madeDirectory(place, dir));
}

/** A part of the queue as qmail installs it; where it is not there, it is made. Throws CouldNotCheck. */
export function asInstalled(installation: Installation, part: Part): Repair[] {
  const place = qmailPlace(installation, 'queue');
  const as = ownership(installation, part.owner, part.mode);
  if (place === null || as === null) return [];
  const found = walk(installation.host, ROOT, `${installation.home}/${part.name}`);
  if (found.ok) return found.stat.type === part.type ? [{ place, path: found.path, seen: found.stat, ...as }] : [];
  if (found.errno !== 'ENOENT') return [];
  const made: Repair = {
    place,
    path: place.real + part.name.slice('queue'.length),
    seen: null,
    make: part.type,
    ...(part.size === undefined ? {} : { size: part.size }),
    ...as,
  };
  return [made, ...partsIn(part, installation.compiled.split).flatMap((each) => asInstalled(installation, each))];
}

/** qmail-queue with its set-uid bit, whose file is at `path`. Throws CouldNotCheck. */
export function setUidQueue(installation: Installation, path: string): Repair[] {
  const as = ownership(installation, 'qmailq', 0o4711);
  return as === null ? [] : changeAt(installation.host, qmailPlace(installation, 'bin'), path, as);
}

/** Null where accounts are missing, or have other numbers than their files: then that is what is to be mended. */
function ownership(installation: Installation, user: QmailUser, mode: number): Required<Change> | null {
  const { users, qmail: group, changed } = idsOnDisk(installation);
  const owner = users[user];
  if (owner === null || group === null || changed.length > 0) return null;
  return { owner, group, add: mode, remove: 0o7777 & ~mode };
}
