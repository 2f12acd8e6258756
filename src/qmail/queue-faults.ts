/** What of the queue stops qmail's programs, put together by cause, with what each writes because of it. */
import { type Credentials, chdir, may, ROOT, walk } from '../host/access.ts';
import type { Stat } from '../host/host.ts';
import { hasBigTodo, type Part, partOf } from './hierarchy.ts';
import { type ChangedId, type Ids, idsOnDisk } from './ids.ts';
import type { Installation } from './installation.ts';
import {
  as,
  type Caller,
  type Consequence,
  exitSays,
  type Layout,
  messageRows,
  queueRows,
  type Row,
  type Step,
  silentRows,
  startRows,
} from './queue-steps.ts';

/** A directory or file at which a program stops. */
export interface Place {
  /** Absolute, links resolved. */
  readonly path: string;
  /** What of the queue it is; null for a directory that only lies on the way there. */
  readonly part: Part | null;
  readonly state: 'missing' | 'type' | 'closed';
  readonly stat: Stat | null;
}

export interface Fault {
  /**
   * `changed`: the number of an account or group changed, and its files kept the old one. `lost`: several directories are
   * missing, as after a copy that left the empty ones out.
   */
  readonly cause: 'missing' | 'lost' | 'type' | 'owner' | 'mode' | 'way' | 'changed';
  readonly places: readonly [Place, ...Place[]];
  /** In qmail's order. */
  readonly consequences: readonly Consequence[];
}

/** A user who owns nothing and is in no group. */
export const ANYBODY: Credentials = { uid: 4_294_967_290, gid: 4_294_967_290 };

/** Everything that stops a program in the queue. Throws CouldNotCheck. */
export function queueFaults(installation: Installation): Fault[] {
  const ids = idsOnDisk(installation);
  const programs = programsOf(installation, ids);
  const met = new Map<Step, readonly Place[]>();
  const places = new Map<string, Place>();
  for (const { steps } of programs.flatMap(({ rows }) => rows))
    for (const step of steps) {
      const found = placesOf(installation, step);
      met.set(step, found);
      for (const place of found) if (places.get(place.path)?.part == null) places.set(place.path, place);
    }
  return causesOf([...places.values()], ids).map(({ cause, places: group }) => ({
    cause,
    places: group,
    consequences: consequencesOf(programs, met, new Set(group.map(({ path }) => path))),
  }));
}

interface Program {
  readonly name: 'start' | Caller | 'message' | 'silent';
  readonly rows: readonly Row[];
}

function programsOf(installation: Installation, ids: Ids): Program[] {
  const layout = layoutOf(installation);
  // Set-uid to the old number, it still works in a queue that has it.
  const uid = ids.changed.find(({ name }) => name === 'qmailq')?.onDisk ?? ids.users.qmailq;
  const callers: readonly (readonly [Caller, number | null])[] = [
    ['smtp', installation.smtpUser.who?.gid ?? ANYBODY.gid],
    ['inject', ANYBODY.gid],
    ['bounce', ids.qmail],
  ];
  const writers = callers.map(([caller, gid]) => [caller, as(uid, gid)] as const);
  return [
    { name: 'start', rows: startRows(ids, layout) },
    ...writers.map(([name, who]) => ({ name, rows: queueRows(who, layout, (exit) => exitSays(name, exit)) })),
    { name: 'message', rows: messageRows(ids, layout) },
    {
      name: 'silent',
      rows: silentRows(
        ids,
        writers.map(([, who]) => who),
      ),
    },
  ];
}

export function layoutOf(installation: Installation): Layout {
  return { split: installation.compiled.split, bigTodo: hasBigTodo(installation) };
}

/** With which exit code qmail-queue ends when it works with the ids `who`, or null where it can queue. Throws CouldNotCheck. */
export function queueExit(installation: Installation, who: Credentials): number | null {
  for (const { steps, exit } of queueRows(who, layoutOf(installation), () => []))
    if (steps.some((step) => placesOf(installation, step).length > 0)) return exit ?? null;
  return null;
}

/** Where `step` stops: at the first directory on the way that is closed, and at its own end, which that may hide. */
function placesOf({ host, home }: Installation, step: Step): Place[] {
  const path = `${home}/${step.part}`;
  const own = partOf(step.part);
  const places: Place[] = [];
  if (step.who !== null && chdir(host, step.who, home).ok) {
    const found = walk(host, step.who, path);
    if (!found.ok && found.errno === 'EACCES')
      places.push({ path: found.at, part: nameOf({ host, home }, found.at), state: 'closed', stat: found.stat });
  }
  const end = walk(host, ROOT, path);
  if (!end.ok) {
    if (end.errno === 'ENOENT' && step.absentIsFine) return places;
    const part = nameOf({ host, home }, end.at) ?? own;
    return [...places, { path: end.at, part, state: end.errno === 'ENOENT' ? 'missing' : 'type', stat: end.stat }];
  }
  if (end.stat.type !== step.type) places.push({ path: end.path, part: own, state: 'type', stat: end.stat });
  else if (step.who !== null && !may(step.who, end.stat, step.bits) && !places.some(({ path: at }) => at === end.path))
    places.push({ path: end.path, part: own, state: 'closed', stat: end.stat });
  return places;
}

/** The part of the queue that lies at `path`, where home or queue may be links. */
function nameOf({ host, home }: Pick<Installation, 'host' | 'home'>, path: string): Part | null {
  for (const [name, at] of [
    ['queue', `${home}/queue`],
    ['', home],
  ] as const) {
    const real = walk(host, ROOT, at);
    if (!real.ok) continue;
    if (path === real.path) return partOf(name);
    if (path.startsWith(`${real.path}/`)) return partOf(`${name}${path.slice(real.path.length)}`.replace(/^\//, ''));
  }
  return null;
}

interface Group {
  readonly cause: Fault['cause'];
  readonly places: [Place, ...Place[]];
}

function causesOf(places: readonly Place[], ids: Ids): Group[] {
  const groups = new Map<string, Group>();
  for (const place of places) {
    const { cause, key } = causeOf(place, ids);
    const group = groups.get(`${cause} ${key}`);
    if (group === undefined) groups.set(`${cause} ${key}`, { cause, places: [place] });
    else group.places.push(place);
  }
  return withLost([...groups.values()]);
}

/** So many missing directories have one cause. */
const LOST = 3;

function withLost(groups: readonly Group[]): Group[] {
  const isGone = ({ cause, places: [first] }: Group) => cause === 'missing' && first.part?.type === 'dir';
  const [first, ...others] = groups.filter(isGone);
  if (first === undefined || others.length + 1 < LOST) return [...groups];
  const places: Group['places'] = [...first.places, ...others.flatMap((group) => group.places)] as Group['places'];
  return [{ cause: 'lost', places }, ...groups.filter((group) => !isGone(group))];
}

function causeOf({ path, part, state, stat }: Place, ids: Ids): { cause: Fault['cause']; key: string } {
  if (state !== 'closed' || stat === null || part === null) {
    const key = part === null ? path : part.name.replace(/\/\d+$/, '/N');
    return { cause: state === 'closed' ? 'way' : state, key };
  }
  if (ids.changed.some((each) => keptOldNumber(each, stat))) return { cause: 'changed', key: '' };
  if (stat.uid !== ids.users[part.owner] || stat.gid !== ids.qmail)
    return { cause: 'owner', key: `${stat.uid}:${stat.gid}` };
  return { cause: 'mode', key: part.name.replace(/\/\d+$/, '') };
}

function keptOldNumber({ kind, onDisk }: ChangedId, stat: Stat): boolean {
  return (kind === 'account' ? stat.uid : stat.gid) === onDisk;
}

function consequencesOf(
  programs: readonly Program[],
  met: ReadonlyMap<Step, readonly Place[]>,
  paths: ReadonlySet<string>,
): Consequence[] {
  const said: Consequence[] = [];
  const over = new Set<Program['name']>();
  for (const { name, rows } of programs) {
    if (isBeyond(name, over, said.length > 0)) continue;
    for (const { steps, stops } of rows) {
      const hits = steps.filter((step) => met.get(step)?.some(({ path }) => paths.has(path)));
      const told = stops === 'program' ? hits.slice(0, 1) : hits;
      said.push(...told.flatMap(({ says }) => says));
      if (hits.length === 0 || stops === 'nothing') continue;
      if (hits.length === steps.length || name === 'start') over.add(name);
      if (over.has(name) || stops === 'program') break;
    }
  }
  return distinct(said);
}

/** What comes to nothing because of what ended before it; what is silent is not worth a word beside what is written. */
function isBeyond(name: Program['name'], over: ReadonlySet<Program['name']>, isSaid: boolean): boolean {
  if (name === 'message') return over.has('start') || (over.has('smtp') && over.has('inject'));
  return (name === 'silent' || name === 'bounce') && isSaid;
}

function distinct(consequences: readonly Consequence[]): Consequence[] {
  const known = new Map(consequences.map((each) => [JSON.stringify([each.id, each.data]), each]));
  return [...known.values()];
}
