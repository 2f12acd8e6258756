/** From what the rules say would mend their findings to steps, and to what is refused and why. */
import type { Mendable } from '../audit/mendable.ts';
import type { Repair, RepairPlace } from '../checks/check.ts';
import { isWithin } from '../host/access.ts';
import { type Accounts, CouldNotCheck, type Mount, type Stat } from '../host/host.ts';
import { homeRefusal, isOfTheSystem } from './places.ts';
import type { Identity, Plan, Refusal, Refused, State, Step, StepType, Who } from './step.ts';

export interface Machine {
  readonly accounts: Accounts;
  /** The first uid of people. */
  readonly uidMin: number;
  /** The directory that is the machine's `/`; '' for the running machine. */
  readonly root: string;
  /** Those of the running machine. */
  readonly mounts: readonly Mount[];
}

/** What is asked for; all where nothing is. */
export interface Narrowing {
  readonly rules?: readonly string[] | undefined;
  /** Byte strings: these and what is below them. */
  readonly paths?: readonly string[] | undefined;
  /** Byte string: only what is this account's place. */
  readonly user?: string | undefined;
}

/** In the order of the report: of two rules that speak of one place the later has the last word. */
export function planOf(findings: Iterable<Mendable>, machine: Machine, narrowing: Narrowing = {}): Plan {
  const judges: Judges = {
    refusalOfHome: homeRefusal(machine.accounts, machine.uidMin),
    isMountedApart: mountedApart(machine),
  };
  const steps: Step[] = [];
  const refused: Refused[] = [];
  for (const { path, rules, repairs } of byPath(findings, narrowing)) {
    const why = refusalOf(repairs, judges);
    const step = why === null ? stepOf(path, rules, repairs) : null;
    if (why !== null) refused.push({ path, rules, why });
    else if (step !== null) steps.push(step);
  }
  return { steps: steps.sort(inOrder), refused };
}

interface Wanted {
  readonly path: string;
  readonly rules: string[];
  readonly repairs: [Repair, ...Repair[]];
}

/** Each path once, with all that is wrong there. */
function byPath(findings: Iterable<Mendable>, { rules, paths, user }: Narrowing): Wanted[] {
  const wanted = new Map<string, Wanted>();
  for (const { rule, repairs, fix } of findings) {
    if (rules !== undefined && !rules.includes(rule)) continue;
    for (const repair of repairs) {
      const { path, place } = repair;
      if (fix === null && isWithin(path, place.real)) continue;
      if (user !== undefined && place.user !== user) continue;
      if (paths !== undefined && !paths.some((each) => isWithin(path, each))) continue;
      const known = wanted.get(path);
      if (known === undefined) wanted.set(path, { path, rules: [rule], repairs: [repair] });
      else {
        if (!known.rules.includes(rule)) known.rules.push(rule);
        known.repairs.push(repair);
      }
    }
  }
  return [...wanted.values()];
}

/** What is asked of many places, and worked out once. */
interface Judges {
  refusalOfHome(place: RepairPlace): Refusal | null;
  /** Of a path in a place. */
  isMountedApart(place: string, path: string): boolean;
}

function refusalOf(repairs: readonly Repair[], { refusalOfHome, isMountedApart }: Judges): Refusal | null {
  const [{ place, path, seen }] = repairs as [Repair];
  if (!isWithin(path, place.real)) return 'outside';
  if (isMountedApart(place.real, path)) return 'mount';
  if (place.device === undefined) return 'unrecorded';
  if (seen === null) return null;
  if (seen.device === undefined || seen.inode === undefined || seen.links === undefined) return 'unrecorded';
  if (!isStepType(seen.type)) return 'type';
  if (seen.device !== place.device) return 'mount';
  if (seen.type !== 'dir' && seen.links > 1) return 'hard-link';
  return place.kind === 'home' ? refusalInHome(repairs, seen, refusalOfHome) : null;
}

function mountedApart({ mounts, root }: Machine): Judges['isMountedApart'] {
  let at: string | null = null;
  let inside: readonly Mount[] = [];
  return (place, path) => {
    if (at !== place)
      inside = mounts.filter((mount) => mount.path !== root + place && isWithin(mount.path, root + place));
    at = place;
    return inside.some((mount) => isWithin(root + path, mount.path));
  };
}

const SET_ID = 0o6000;

/** What a user may have put there, or what he would gain. */
function refusalInHome(
  repairs: readonly Repair[],
  seen: Stat,
  refusalOfHome: (place: RepairPlace) => Refusal | null,
): Refusal | null {
  const [{ place, path }] = repairs as [Repair];
  if (repairs.some((each) => each.place.uid !== place.uid)) return 'shared-home';
  const isGiven = repairs.some(({ owner }) => owner !== undefined && owner !== seen.uid);
  if (seen.uid !== 0 && seen.uid !== place.uid) return 'third-owner';
  if (isGiven && seen.type !== 'dir' && (seen.mode & SET_ID) !== 0) return 'set-id';
  if (seen.uid === place.uid) return null;
  if (path === place.real) return isGiven ? refusalOfHome(place) : 'shared-home';
  if (isOfTheSystem(place)) return 'shared-home';
  const isOpened = repairs.some(({ add = 0 }) => (add & ~seen.mode) !== 0);
  return isOpened && !isGiven && place.user !== 'alias' ? 'root-opened' : null;
}

function isStepType(type: Stat['type']): type is StepType {
  return type === 'dir' || type === 'file' || type === 'fifo';
}

/** Null where nothing would change. */
function stepOf(path: string, rules: readonly string[], repairs: readonly [Repair, ...Repair[]]): Step | null {
  const [{ place, seen, make, size }] = repairs;
  const after = stateAfter(repairs);
  if (seen === null) {
    if (make === undefined) return null;
    const as = place.kind === 'home' ? userOf(place) : null;
    const made = size === undefined ? {} : { size };
    return { kind: 'make', rules, place, path, type: make, ...made, object: null, before: null, after, as };
  }
  const before = stateOf(seen);
  if (before.uid === after.uid && before.gid === after.gid && before.mode === after.mode) return null;
  const object = identityOf(seen);
  const as = ownerOf(place, before, after);
  return { kind: 'change', rules, place, path, type: object.type, object, before, after, as };
}

function stateAfter(repairs: readonly [Repair, ...Repair[]]): State {
  const [{ place, seen }] = repairs;
  let uid = seen?.uid ?? place.uid;
  let gid = seen?.gid ?? place.gid;
  let add = 0;
  let remove = 0;
  for (const each of repairs) {
    uid = each.owner ?? uid;
    gid = each.group ?? gid;
    add |= each.add ?? 0;
    remove |= each.remove ?? 0;
  }
  return { uid, gid, mode: ((seen?.mode ?? 0) | add) & ~remove };
}

function stateOf({ uid, gid, mode }: Stat): State {
  return { uid, gid, mode };
}

/** Throws CouldNotCheck for what `refusalOf` refuses. */
function identityOf({ type, device, inode, links }: Stat): Identity {
  if (!isStepType(type) || device === undefined || inode === undefined || links === undefined)
    throw new CouldNotCheck('', 'not recorded');
  return { type, device, inode, links };
}

function userOf({ uid, gid }: RepairPlace): Who | null {
  return uid === 0 ? null : { uid, gid };
}

const SET_GID = 0o2000;

/** Its owner, where he can do it himself: nothing but a mode changes, and no group's bit that is not his. */
function ownerOf({ kind, uid, gid }: RepairPlace, before: State, after: State): Who | null {
  if (before.uid === 0 || before.uid !== after.uid || before.gid !== after.gid) return null;
  const who = kind === 'home' && before.uid === uid ? { uid, gid } : { uid: before.uid, gid: before.gid };
  return (after.mode & SET_GID) !== 0 && who.gid !== after.gid ? null : who;
}

/** By place; what is above comes first, root's steps and the user's are not mixed more than that needs. */
function inOrder(one: Step, other: Step): number {
  return compare(one.place.path, other.place.path) || compare(one.path, other.path);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
