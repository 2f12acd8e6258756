/** What somebody did to the whole of qmail's tree at once: chown -R, chmod -R, a copy that kept no owners. */
import { basename, join, ROOT, walk } from '../host/access.ts';
import type { Stat } from '../host/host.ts';
import { QUEUE_PARTS, SPLIT_TREES, splitNumbers } from '../qmail/hierarchy.ts';
import { type Ids, idsOnDisk } from '../qmail/ids.ts';
import type { Installation } from '../qmail/installation.ts';
import { isProgram } from '../qmail/programs.ts';

/** Parts that qmail gives to different owners. */
type Area = 'tree' | 'alias' | 'queue' | 'qmail-queue';

interface Entry {
  readonly area: Area;
  readonly stat: Stat;
  /** Whose it is as installed; null where that is not known. */
  readonly owner: number | null;
}

export interface TreeChange {
  /** Whom nearly all of it belongs to, where that is not as installed. */
  readonly owner: number | null;
  readonly group: number | null;
  readonly mode: ModeChange | null;
}

export interface ModeChange {
  /** `same`: one mode for all. `open`: all may be written by everybody. `closed`: nothing is open to anybody but its owner. */
  readonly kind: 'same' | 'open' | 'closed';
  readonly mode: number;
}

/** What was mended by hand since, or was made later, is no counter-evidence. */
const NEARLY_ALL = 0.9;

/** Null where accounts were renumbered, of which accounts/ids-changed tells. Throws CouldNotCheck. */
export function treeChange(installation: Installation): TreeChange | null {
  const ids = idsOnDisk(installation);
  if (ids.changed.some(({ kind }) => kind === 'account')) return null;
  const entries = [...entriesOf(installation, ids)];
  if (!(['tree', 'queue'] as const).every((area) => entries.some((entry) => entry.area === area))) return null;
  const owner = ownerOf(entries);
  // One number for the group alone may be its old one.
  const renumbered = owner === null && ids.changed.length > 0;
  const qmail = installation.host.accounts.gidOf('qmail') ?? ids.qmail;
  return { owner, group: renumbered ? null : groupOf(entries, qmail), mode: modeOf(entries) };
}

/** One owner where there should be several, in more than one part: of the queue alone hierarchy/queue-closed tells. */
function ownerOf(entries: readonly Entry[]): number | null {
  const uid = shared(entries, ({ stat }) => stat.uid);
  const wrong = new Set(entries.filter(({ stat, owner }) => stat.uid === uid && owner !== uid).map(({ area }) => area));
  return uid !== null && wrong.size > 1 ? uid : null;
}

function groupOf(entries: readonly Entry[], qmail: number | null): number | null {
  const gid = shared(entries, ({ stat }) => stat.gid);
  // Which group it should be, nobody knows where that is missing: accounts/account-missing tells.
  return qmail === null || gid === qmail ? null : gid;
}

function modeOf(entries: readonly Entry[]): ModeChange | null {
  const same = shared(entries, ({ stat }) => stat.mode & 0o777);
  if (same !== null) return { kind: 'same', mode: same };
  const mode = entries[0]?.stat.mode ?? 0;
  if (shared(entries, ({ stat }) => stat.mode & 0o002) === 0o002) return { kind: 'open', mode };
  return shared(entries, ({ stat }) => stat.mode & 0o077) === 0 ? { kind: 'closed', mode } : null;
}

/** The value that nearly all have, or null. */
function shared(entries: readonly Entry[], of: (entry: Entry) => number): number | null {
  const counts = new Map<number, number>();
  for (const entry of entries) counts.set(of(entry), (counts.get(of(entry)) ?? 0) + 1);
  const [most] = [...counts].sort(([, one], [, other]) => other - one);
  return most !== undefined && most[1] >= NEARLY_ALL * entries.length ? most[0] : null;
}

function* entriesOf(installation: Installation, { users }: Ids): Generator<Entry> {
  const { home } = installation;
  for (const name of ['', '/bin', '/control', '/users']) {
    yield* at(installation, home + name, 'tree', 0);
    if (name !== '') yield* filesIn(installation, home + name, users.qmailq);
  }
  yield* at(installation, `${home}/alias`, 'alias', users.alias);
  for (const { name, owner } of QUEUE_PARTS) yield* at(installation, `${home}/${name}`, 'queue', users[owner]);
  for (const tree of SPLIT_TREES)
    for (const number of splitNumbers(installation.host, home, tree) ?? []) {
      const owner = tree === 'mess' ? users.qmailq : users.qmails;
      yield* at(installation, `${home}/queue/${tree}/${number}`, 'queue', owner);
    }
}

/** Programs that were added may belong to anybody. */
function* filesIn(installation: Installation, path: string, qmailq: number | null): Generator<Entry> {
  const dir = walk(installation.host, ROOT, path);
  if (!dir.ok || dir.stat.type !== 'dir') return;
  for (const name of installation.host.list(dir.path)) {
    const isQueue = name === 'qmail-queue';
    if (basename(path) === 'bin' && !isProgram(name)) continue;
    yield* at(installation, join(dir.path, name), isQueue ? 'qmail-queue' : 'tree', isQueue ? qmailq : 0);
  }
}

function* at({ host }: Installation, path: string, area: Area, owner: number | null): Generator<Entry> {
  const found = walk(host, ROOT, path);
  if (found.ok) yield { area, stat: found.stat, owner };
}
