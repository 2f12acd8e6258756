/** From what the rules say would mend their findings to steps, and to what is refused and why. */
import type { Finding } from '../audit/outcome.ts';
import type { Repair, RepairPlace } from '../checks/check.ts';
import { isWithin } from '../host/access.ts';
import { type Accounts, CouldNotCheck, type Mount, type Stat } from '../host/host.ts';
import { mountOf } from '../host/mounts.ts';
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

/** The findings are those of an audit that was asked for repairs. */
export function planOf(findings: readonly Finding[], machine: Machine, narrowing: Narrowing = {}): Plan {
  const refusalOfHome = homeRefusal(machine.accounts, machine.uidMin);
  const steps: Step[] = [];
  const refused: Refused[] = [];
  for (const { path, rules, repairs } of byPath(findings, narrowing)) {
    const why = refusalOf(repairs, machine, refusalOfHome);
    if (why === null) steps.push(...stepOf(path, rules, repairs));
    else refused.push({ path, rules, why });
  }
  return { steps: steps.sort(inOrder), refused };
}

interface Wanted {
  readonly path: string;
  readonly rules: string[];
  readonly repairs: [Repair, ...Repair[]];
}

/** Each path once, with all that is wrong there. */
function byPath(findings: readonly Finding[], { rules, paths, user }: Narrowing): Wanted[] {
  const wanted = new Map<string, Wanted>();
  for (const { rule, repairs = [], fix } of findings) {
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

function refusalOf(
  repairs: readonly Repair[],
  machine: Machine,
  refusalOfHome: (place: RepairPlace) => Refusal | null,
): Refusal | null {
  const [{ place, path, seen }] = repairs as [Repair];
  if (!isWithin(path, place.real)) return 'outside';
  if (isMountedApart(machine, place.real, path)) return 'mount';
  if (place.device === undefined) return 'unrecorded';
  if (seen === null) return null;
  if (seen.device === undefined || seen.inode === undefined || seen.links === undefined) return 'unrecorded';
  if (!isStepType(seen.type)) return 'type';
  if (seen.device !== place.device) return 'mount';
  if (seen.type !== 'dir' && seen.links > 1) return 'hard-link';
  return place.kind === 'home' ? refusalInHome(repairs, seen, refusalOfHome) : null;
}

function isMountedApart({ mounts, root }: Machine, place: string, path: string): boolean {
  return mountOf(mounts, root + path) !== mountOf(mounts, root + place);
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

/** None where nothing would change. */
function stepOf(path: string, rules: readonly string[], repairs: readonly [Repair, ...Repair[]]): Step[] {
  const [{ place, seen, make, size }] = repairs;
  const owner = repairs.findLast((each) => each.owner !== undefined)?.owner;
  const group = repairs.findLast((each) => each.group !== undefined)?.group;
  const add = repairs.reduce((bits, each) => bits | (each.add ?? 0), 0);
  const remove = repairs.reduce((bits, each) => bits | (each.remove ?? 0), 0);
  const mode = ((seen?.mode ?? 0) | add) & ~remove;
  const after: State = { uid: owner ?? seen?.uid ?? place.uid, gid: group ?? seen?.gid ?? place.gid, mode };
  const common = { rules, place, path, after } as const;
  if (seen === null) {
    if (make === undefined) return [];
    const as = place.kind === 'home' ? userOf(place) : null;
    return [
      { ...common, kind: 'make', type: make, ...(size === undefined ? {} : { size }), object: null, before: null, as },
    ];
  }
  const before = stateOf(seen);
  if (before.uid === after.uid && before.gid === after.gid && before.mode === after.mode) return [];
  const object = identityOf(seen);
  return [{ ...common, kind: 'change', type: object.type, object, before, as: ownerOf(place, before, after) }];
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
