/** One look through the whole queue. What is as it should be is handed on and forgotten; what is not is looked at again, since a live queue moves. */
import { type Credentials, join, may, READ, ROOT, WRITE, walk } from '../host/access.ts';
import { CouldNotCheck, type Opened, type Stat } from '../host/host.ts';
import { idsOnDisk } from './ids.ts';
import type { Installation } from './installation.ts';
import {
  type Entry,
  isAmong,
  isSplit,
  type Listing,
  listQueue,
  NO_TREES,
  openQueue,
  type Queue,
  type QueueFile,
  type QueueTree,
  readEntry,
  splitOfNumber,
  type Trees,
  withTree,
} from './queue.ts';
import { type Numbered, readNumbers } from './queue-read.ts';
import { parseEnvelope, parseInfo, parseList } from './queue-records.ts';

export interface QueueSurvey {
  readonly queue: Queue;
  readonly clock: Clock;
  readonly who: QueueUsers;
  /** As qmail-qstat counts: files in mess/, files in todo/. */
  readonly messages: number;
  readonly unprocessed: number;
  /** Numbers that are not plainly fine, read twice where the queue is a live one. */
  readonly suspects: readonly Entry[];
  readonly strays: readonly QueueFile[];
  readonly pids: readonly PidFile[];
  readonly unchecked: readonly CouldNotCheck[];
}

/** The time, in seconds since 1970. */
export interface Clock {
  /** Null where the queue tells no time at all. */
  readonly now: number | null;
  /** Whether that is the time itself; else it is at least so late (the newest file of an image). */
  readonly sure: boolean;
}

/** Whom the files belong to, and who opens them; null where the account is missing. */
export interface QueueUsers {
  readonly qmailq: number | null;
  /** An older number of qmailq, which all its files still have; the rule `ids-changed` speaks of it. */
  readonly formerQmailq: number | null;
  readonly qmails: Credentials | null;
  readonly qmailr: Credentials | null;
}

export interface PidFile {
  readonly name: string;
  readonly stat: Stat;
}

/** What a number is judged by. */
export interface QueueView {
  readonly who: QueueUsers;
  readonly clock: Clock;
  /** Seconds. */
  readonly lifetime: number;
}

export interface SurveyOptions {
  /** queuelifetime: a younger message is nothing to look at twice. Seconds; default 604800. */
  readonly lifetime?: number | undefined;
  /** Given each number as it was read first. */
  readonly each?: (entry: Entry, clock: Clock) => void;
  /** The bundled thread that reads parts of a long queue (`queue-worker.ts`); null, as by default: this one reads all. */
  readonly workerFile?: URL | null;
  /** Waits before what looks wrong is read again. */
  readonly pause?: () => Promise<void>;
}

const PAUSE_MS = 500;

/** Throws CouldNotCheck where the accounts cannot be asked; places in the queue that cannot be looked at are in `unchecked`. */
export async function surveyQueue(installation: Installation, options: SurveyOptions = {}): Promise<QueueSurvey> {
  const queue = openQueue(installation);
  const listing = listQueue(queue);
  const clock = clockOf(queue, listing);
  const who = usersOf(installation);
  const view = { who, clock, lifetime: options.lifetime ?? LIFETIME };
  const unchecked = [...listing.unchecked];
  const attempt = <T>(read: () => T): T | null => tell(unchecked, read);
  const doubtful: Entry[] = [];
  let gone = 0;
  for await (const some of readNumbers(installation, queue, numbersOf(queue, listing), options.workerFile ?? null))
    for (const { listed, entry } of some) {
      if (entry instanceof CouldNotCheck) {
        unchecked.push(entry);
        continue;
      }
      if (isAmong(listed, 'mess') && entry.mess?.type === 'dir') gone += 1;
      if (!isPlain(entry, view)) doubtful.push(entry);
      options.each?.(entry, clock);
    }
  const live = queue.host.kind === 'machine';
  if (doubtful.length + listing.strays.length > 0 && live) await (options.pause ?? rest)();
  const isThere = ({ name }: QueueFile) => attempt(() => statOf(queue, name)) !== null;
  return {
    queue,
    clock,
    who,
    messages: count(listing, 'mess') - gone,
    unprocessed: count(listing, 'todo'),
    suspects: live ? again(queue, doubtful, view, attempt) : doubtful,
    strays: listing.strays.filter(isThere),
    pids: listing.pids.flatMap((name) => {
      const stat = attempt(() => statOf(queue, `pid/${name}`));
      return stat === null ? [] : [{ name, stat }];
    }),
    unchecked,
  };
}

function rest(): Promise<void> {
  return new Promise((go) => setTimeout(go, PAUSE_MS));
}

function tell<T>(unchecked: CouldNotCheck[], read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof CouldNotCheck)) throw error;
    unchecked.push(error);
    return null;
  }
}

function again(
  queue: Queue,
  doubtful: readonly Entry[],
  view: QueueView,
  attempt: <T>(read: () => T) => T | null,
): Entry[] {
  return doubtful.flatMap(({ id, misplaced }) => {
    const still = misplaced.filter(({ name }) => attempt(() => statOf(queue, name)) !== null);
    const entry = attempt(() => readEntry(queue, id, still));
    return entry === null || isPlain(entry, view) ? [] : [entry];
  });
}

function statOf({ host, home }: Queue, name: string): Stat | null {
  const found = walk(host, ROOT, `${home}/queue/${name}`, { follow: false });
  return found.ok ? found.stat : null;
}

function count({ numbers, strays }: Listing, tree: QueueTree): number {
  let sum = strays.filter((each) => each.tree === tree).length;
  for (const names of numbers.get(tree)?.values() ?? []) sum += names.length;
  return sum;
}

/** Every number that has a file somewhere, directory by directory, so that one directory's names are known at a time. */
function* numbersOf(queue: Queue, { numbers }: Listing): Generator<Numbered> {
  const misplaced = misplacedOf(queue, numbers);
  const flat = new Map<QueueTree, Map<number, string[]>>();
  for (const [tree, directories] of numbers)
    if (!isSplit(tree, queue.bigTodo)) flat.set(tree, byNumber(directories.get(null) ?? [], queue.split));
  const isHere = (id: string, number: number) => splitOfNumber(id, queue.split) === number;
  for (let number = 0; number < queue.split; number += 1) {
    const here = new Map<string, Trees>();
    for (const [tree, directories] of numbers) {
      const names = flat.has(tree) ? flat.get(tree)?.get(number) : directories.get(number);
      for (const id of names ?? [])
        if (misplaced.size === 0 || isHere(id, number)) here.set(id, withTree(here.get(id) ?? NO_TREES, tree));
    }
    for (const [id, listed] of here) yield { id, misplaced: misplaced.get(id) ?? [], listed };
    for (const [id, files] of misplaced)
      if (isHere(id, number) && !here.has(id)) yield { id, misplaced: files, listed: NO_TREES };
  }
}

function byNumber(names: readonly string[], split: number): Map<number, string[]> {
  const sorted = new Map<number, string[]>();
  for (const id of names) {
    const number = splitOfNumber(id, split);
    const known = sorted.get(number);
    if (known === undefined) sorted.set(number, [id]);
    else known.push(id);
  }
  return sorted;
}

function misplacedOf({ split }: Queue, numbers: Listing['numbers']): Map<string, QueueFile[]> {
  const found = new Map<string, QueueFile[]>();
  for (const [tree, directories] of numbers)
    for (const [number, names] of directories) {
      if (number === null) continue;
      for (const id of names) {
        if (splitOfNumber(id, split) === number) continue;
        found.set(id, [...(found.get(id) ?? []), { tree, name: `${tree}/${number}/${id}` }]);
      }
    }
  return found;
}

/** The machine's own clock; of a tree without one, the newest of the files whose times never lie ahead. */
function clockOf(queue: Queue, listing: Listing): Clock {
  const { host, home } = queue;
  if (host.now !== null) return { now: host.now, sure: true };
  let newest: number | null = null;
  const see = (path: string) => {
    const mtime = tell([], () => host.lstat(path))?.mtime;
    if (mtime !== undefined && (newest === null || mtime > newest)) newest = mtime;
  };
  for (const tree of ['mess', 'todo', 'intd', 'bounce'] as const)
    for (const [number, names] of listing.numbers.get(tree) ?? []) {
      const dir = queue.directory(tree, number);
      if (dir === null) continue;
      see(dir);
      // A directory is as new as its newest name; images rarely record times of directories.
      if (host.kind === 'image') for (const id of names) see(join(dir, id));
    }
  for (const name of ['sendmutex', 'tcpto']) {
    const found = tell([], () => walk(host, ROOT, `${home}/queue/lock/${name}`));
    if (found?.ok) see(found.path);
  }
  return { now: newest, sure: false };
}

function usersOf(installation: Installation): QueueUsers {
  const ids = idsOnDisk(installation);
  const as = (uid: number | null) => (uid === null || ids.qmail === null ? null : { uid, gid: ids.qmail });
  return {
    qmailq: ids.users.qmailq,
    formerQmailq: ids.changed.find(({ name }) => name === 'qmailq')?.onDisk ?? null,
    qmails: as(ids.users.qmails),
    qmailr: as(ids.users.qmailr),
  };
}

/** A message that waits longer in todo/ than qmail-send looks away (SLEEP_TODO, qmail-send.c:40), or is older than that, is worth a look. */
const TODO_SECONDS = 1500;

/** Whether nothing about it needs a second look: it is whole, young, and everybody can work with it. */
export function isPlain(entry: Entry, { who, clock, lifetime }: QueueView): boolean {
  const { mess, info, local, remote, todo, intd, bounce, misplaced, id } = entry;
  if (misplaced.length > 0 || mess === null || who.qmails === null || clock.now === null) return false;
  if (mess.type !== 'file' || mess.uid !== who.qmailq || (mess.mode & 0o044) !== 0o044) return false;
  if (mess.inode !== undefined && mess.inode !== Number(id)) return false;
  if (todo !== null) {
    if (bounce !== null || !isYoung(todo.stat, clock.now, TODO_SECONDS) || todo.text === null) return false;
    if (intd !== null && intd.inode !== todo.stat.inode) return false;
    const { unknown, cut, sender } = parseEnvelope(todo.text);
    return unknown === null && cut === '' && sender !== null && (todo.stat.mode & 0o044) === 0o044;
  }
  if (info === null || intd !== null || info.text === null || !parseInfo(info.text).usable) return false;
  if (!isOwn(info.stat, who.qmails) || !isYoung(info.stat, clock.now, lifetime)) return false;
  if (bounce !== null && !isOwn(bounce, who.qmails)) return false;
  return isPlainList(local, who.qmails, clock.now) && isPlainList(remote, who.qmails, clock.now);
}

/** qmail-send's default (qmail-send.c:1444). */
const LIFETIME = 604800;

const DAY = 86400;

function isYoung({ mtime }: Stat, now: number, seconds: number): boolean {
  return mtime !== undefined && mtime <= now && now - mtime < seconds;
}

function isOwn(stat: Stat, qmails: Credentials): boolean {
  return stat.type === 'file' && stat.uid === qmails.uid && may(qmails, stat, READ | WRITE);
}

function isPlainList(list: Opened | null, qmails: Credentials, now: number): boolean {
  if (list === null) return true;
  if (list.text === null || !isOwn(list.stat, qmails) || (list.stat.mtime ?? now) > now + DAY) return false;
  const { unknown, cut } = parseList(list.text);
  return unknown === null && cut === '' && list.text !== '';
}
