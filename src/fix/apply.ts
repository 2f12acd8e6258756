/**
 * Does the steps of a plan, one after the other: the only writer of the audited machine. Each object is reached descriptor by
 * descriptor, held against what was seen, changed through its descriptor, looked at again. What differs is left alone.
 */
import { basename } from '../host/access.ts';
import type { Disk, Found } from './disk.ts';
import { type Journal, JournalError } from './journal.ts';
import type { Identity, Left, Result, State, Step, Who } from './step.ts';
import { leftBy, Stop, type Walker, walker } from './walker.ts';

export interface Applying {
  readonly disk: Disk;
  /** The directory that is the machine's `/`; '' for the running machine. */
  readonly root: string;
  readonly journal: Journal;
  /** Whether an account of this name still has this uid. */
  isStillUser(name: string, uid: number): boolean;
  /** Whether qmail-send runs in the queue; asked once, before the first step there. */
  sends(): boolean;
  /** Whether the rest is to be left alone; asked before each place. */
  isStopped?(): boolean;
}

/** The result of each step, as it comes. Throws UsageError for a root that is not root's. */
export function* apply(steps: readonly Step[], applying: Applying): Generator<Result> {
  const ways = walker(applying.disk, applying.root);
  let sends: boolean | null = null;
  const refusal = ({ place }: Step): Left | null => {
    if (place.kind === 'queue') sends ??= applying.sends();
    if (place.kind === 'queue' && sends) return 'qmail-send';
    return place.user === null || applying.isStillUser(place.user, place.uid) ? null : 'user';
  };
  const work: Work = { ...applying, ways, refusal, isOver: false };
  try {
    for (const group of together(steps)) yield* doGroup(work, group);
  } finally {
    ways.close();
  }
}

interface Work extends Applying {
  readonly ways: Walker;
  refusal(step: Step): Left | null;
  /** Nothing more can be written to the journal. */
  isOver: boolean;
}

/** Steps that follow each other at one place under the same ids: to change ids takes longer than a step. */
function together(steps: readonly Step[]): Step[][] {
  const groups: Step[][] = [];
  for (const step of steps) {
    const group = groups.at(-1);
    const [first] = group ?? [];
    const fits = first !== undefined && first.place.path === step.place.path && isSame(first.as, step.as);
    if (fits) group?.push(step);
    else groups.push([step]);
  }
  return groups;
}

function isSame(one: Who | null, other: Who | null): boolean {
  return one?.uid === other?.uid && one?.gid === other?.gid;
}

/** Root opens the place itself, which its user may be unable to reach. */
function doGroup(work: Work, steps: readonly Step[]): Result[] {
  const [first] = steps as [Step, ...Step[]];
  const refusal = work.isStopped?.() ? 'stopped' : work.refusal(first);
  if (refusal !== null) return steps.map((step) => ({ step, did: 'left', why: refusal }));
  try {
    work.ways.place(first.place);
  } catch (error) {
    const why = leftBy(error);
    return steps.map((step) => ({ step, did: 'left', why }));
  }
  const all = () => steps.map((step) => doStep(work, step));
  return first.as === null ? all() : work.disk.as(first.as, all);
}

function doStep(work: Work, step: Step): Result {
  if (work.isOver) return { step, did: 'left', why: 'journal' };
  try {
    const did =
      step.kind === 'change' ? change(work, step) : step.kind === 'make' ? make(work, step) : unmake(work, step);
    return { step, did };
  } catch (error) {
    work.isOver = error instanceof JournalError;
    return { step, did: 'left', why: work.isOver ? 'journal' : leftBy(error) };
  }
}

/** Writes the line before, and the line after: that it was done, or why not. Throws JournalError. */
function noted(journal: Journal, step: Step, act: () => Identity | undefined): 'done' {
  const number = journal.begin(step);
  try {
    journal.done(number, act());
    return 'done';
  } catch (error) {
    journal.left(number, leftBy(error));
    throw error;
  }
}

function change({ disk, ways, journal }: Work, step: Step): 'done' | 'already' {
  const { after } = step;
  if (after === null) throw new Error('a change leads to a state');
  return withObject(disk, ways, step, (fd) => {
    const now = disk.stat(fd);
    requireObject(step, now);
    if (isState(now, after)) return 'already';
    if (![step.before, ...(step.between ?? [])].some((state) => state !== null && isState(now, state)))
      throw new Stop('state');
    return noted(journal, step, () => {
      bring(disk, fd, now, after);
      return undefined;
    });
  });
}

/** chown(2) comes first, since it takes set-id bits away. Throws Stop where the state did not come about. */
function bring(disk: Disk, fd: number, now: State, after: State): void {
  let state = now;
  if (state.uid !== after.uid || state.gid !== after.gid) {
    disk.chown(fd, after.uid, after.gid);
    state = disk.stat(fd);
  }
  if (state.mode !== after.mode) {
    disk.chmod(fd, after.mode);
    state = disk.stat(fd);
  }
  if (!isState(state, after)) throw new Stop('unverified');
}

/** The place itself is open already; what is in it is opened for the while. */
function withObject<T>(disk: Disk, ways: Walker, { place, path }: Step, act: (fd: number) => T): T {
  if (path === place.real) return act(ways.place(place));
  const fd = disk.open(ways.parent(place, path), basename(path));
  try {
    return act(fd);
  } finally {
    disk.close(fd);
  }
}

function requireObject({ object, type }: Step, now: Found): void {
  const isIt =
    now.type === type &&
    (object === null || (now.device === object.device && now.inode === object.inode)) &&
    (type === 'dir' || now.links === (object?.links ?? 1));
  if (!isIt) throw new Stop('object');
}

function isState(now: State, { uid, gid, mode }: State): boolean {
  return now.uid === uid && now.gid === gid && now.mode === mode;
}

const PERMISSIONS = 0o777;

/** What a user makes has the group that his directory gives it. */
function make({ disk, ways, journal }: Work, step: Step): 'done' | 'already' {
  const { place, path, type, after, as } = step;
  if (after === null) throw new Error('what is made has a state');
  const dir = ways.parent(place, path);
  const name = basename(path);
  if (isThere(disk, dir, name)) throw new Stop('there');
  return noted(journal, step, () => {
    disk.make(dir, name, type, step.size ?? 0);
    const fd = disk.open(dir, name);
    try {
      const made = disk.stat(fd);
      if (made.type !== type || made.uid !== (as?.uid ?? 0) || (type !== 'dir' && made.links !== 1))
        throw new Stop('object');
      if (as === null) {
        disk.chown(fd, after.uid, after.gid);
        disk.chmod(fd, after.mode);
      }
      const now = disk.stat(fd);
      const isRight =
        as === null ? isState(now, after) : now.uid === after.uid && (now.mode & PERMISSIONS) === after.mode;
      if (!isRight) throw new Stop('unverified');
      return identityOf(now, type);
    } finally {
      disk.close(fd);
    }
  });
}

function isThere(disk: Disk, dir: number, name: string): boolean {
  const fd = unlessGone(() => disk.open(dir, name));
  if (fd !== null) disk.close(fd);
  return fd !== null;
}

function unlessGone(open: () => number): number | null {
  try {
    return open();
  } catch (error) {
    if (leftBy(error) === 'gone') return null;
    throw error;
  }
}

function identityOf({ device, inode, links }: Found, type: Identity['type']): Identity {
  return { type, device, inode, links };
}

function unmake(work: Work, step: Step): 'done' | 'already' {
  const { disk, ways, journal } = work;
  const { place, path, type, before } = step;
  const name = basename(path);
  const dir = unlessGone(() => ways.parent(place, path));
  if (dir === null || !isThere(disk, dir, name)) return 'already';
  const now = withObject(disk, ways, step, (fd) => disk.stat(fd));
  requireObject(step, now);
  if (step.object === null && now.uid !== 0 && now.uid !== before?.uid) throw new Stop('state');
  if (type === 'file' && now.size > (step.size ?? 0)) throw new Stop('not-empty');
  return noted(journal, step, () => {
    disk.remove(dir, name, type);
    return undefined;
  });
}
