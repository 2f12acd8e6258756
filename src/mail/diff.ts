/** What is new, worse or gone since the last mail. */
import { createHash } from 'node:crypto';
import type { AuditOutcome, Finding } from '../audit/outcome.ts';
import type { Severity } from '../checks/check.ts';
import { asksDns } from './asks-dns.ts';
import type { Entry, Told } from './state.ts';

/** One finding, or a kind of which not all are listed. */
export interface Item {
  readonly finding: Finding;
  /** How many there are of the kind, where not all are listed; else 1. */
  readonly count: number;
}

export interface Worse extends Item {
  readonly was: Told;
}

export interface Unchecked {
  readonly rule: string;
  readonly reason: string;
  readonly path?: string;
  /** Places that could not be looked at for this reason. */
  readonly count: number;
}

export interface Changes {
  readonly fresh: readonly Item[];
  readonly worse: readonly Worse[];
  readonly gone: readonly Entry[];
  readonly unchecked: readonly Unchecked[];
  /** Fingerprints of what the DNS has said once only. */
  readonly pending: ReadonlySet<string>;
  /** What to remember where the mail was sent, or nothing had to be told. */
  readonly told: readonly Entry[];
  /** What to remember where it could not be sent: all of it is told again. */
  readonly untold: readonly Entry[];
}

export function isQuiet({ fresh, worse, gone, unchecked }: Changes): boolean {
  return fresh.length + worse.length + gone.length + unchecked.length === 0;
}

/** `before`: the entries of the last state; `at`: now, ISO 8601. */
export function changesSince(before: readonly Entry[], outcome: AuditOutcome, at: string): Changes {
  const known = new Map(before.map((entry) => [entry.key, entry]));
  const folds = new Set(before.flatMap(({ kind, fold }) => (kind === 'unchecked' || fold === undefined ? [] : [fold])));
  const notes: Notes = { fresh: [], worse: [], gone: [], unchecked: [], pending: new Set(), told: [], untold: [] };
  const items = [...itemsOf(outcome)];
  const seen = new Set<string>();
  for (const item of items) {
    const entry = seenAgain(known.get(keyOf(item)) ?? adopted(item, before, folds), item, at);
    seen.add(entry.key);
    noteFinding(notes, item, entry);
  }
  for (const unchecked of uncheckedOf(outcome)) {
    const entry = uncheckedAgain(known.get(uncheckedKey(unchecked)), unchecked, at);
    seen.add(entry.key);
    noteUnchecked(notes, unchecked, entry);
  }
  const present = new Set(items.map(({ finding }) => finding.fold));
  const accepted = new Set(outcome.suppressed.map(({ fingerprint }) => fingerprint));
  for (const entry of before)
    if (!seen.has(entry.key) && !accepted.has(entry.key) && !isReplaced(entry, outcome, present))
      noteAbsent(notes, entry, outcome);
  return notes;
}

/** The changes while they are put together. */
type Notes = { [Key in keyof Changes]: Changes[Key] extends readonly (infer Each)[] ? Each[] : Set<string> };

function remember({ told, untold }: Notes, entry: Entry, otherwise: Entry = entry): void {
  told.push(entry);
  untold.push(otherwise);
}

function noteFinding(notes: Notes, item: Item, entry: Entry): void {
  const now = numbersOf(item);
  const was = entry.told;
  if (was === null && !isConfirmed(entry)) {
    notes.pending.add(item.finding.fingerprint);
    remember(notes, entry);
  } else if (was !== null && !isWorse(now, was)) remember(notes, { ...entry, told: eased(now, was) });
  else {
    if (was === null) notes.fresh.push(item);
    else notes.worse.push({ ...item, was });
    remember(notes, { ...entry, told: now }, entry);
  }
}

function noteUnchecked(notes: Notes, unchecked: Unchecked, entry: Entry): void {
  if (entry.told === null && entry.sightings > 1) {
    notes.unchecked.push(unchecked);
    remember(notes, { ...entry, told: { severity: 'warning', count: unchecked.count, waiting: 0 } }, entry);
  } else remember(notes, entry);
}

/** What was told and is not there any more, unless it may be there all the same. */
function noteAbsent(notes: Notes, entry: Entry, outcome: AuditOutcome): void {
  if (entry.kind === 'unchecked' || entry.told === null) return;
  if (isHeld(entry, outcome)) remember(notes, entry);
  else if (asksDns(entry.rule) && entry.absent === 0) remember(notes, { ...entry, absent: 1 });
  else {
    notes.gone.push(entry);
    notes.untold.push({ ...entry, absent: 1 });
  }
}

/** The listed findings; of a kind that is not listed whole, the first stands for all. */
function* itemsOf({ findings, folded }: AuditOutcome): Generator<Item> {
  const counts = new Map(folded.map(({ fold, count }) => [fold, count]));
  const done = new Set<string>();
  for (const finding of findings) {
    const count = counts.get(finding.fold);
    if (count === undefined) yield { finding, count: 1 };
    else if (!done.has(finding.fold)) {
      done.add(finding.fold);
      yield { finding: withAllWaiting(finding, findings), count };
    }
  }
}

/** What waits because of all of a kind. */
function withAllWaiting(finding: Finding, findings: readonly Finding[]): Finding {
  const messages = findings
    .filter(({ fold }) => fold === finding.fold)
    .reduce((sum, { waiting }) => sum + (waiting?.messages ?? 0), 0);
  return finding.waiting === undefined ? finding : { ...finding, waiting: { ...finding.waiting, messages } };
}

function keyOf({ finding, count }: Item): string {
  return count === 1 ? finding.fingerprint : foldKey(finding.fold);
}

function foldKey(fold: string): string {
  return `many ${createHash('sha256').update(fold, 'latin1').digest('hex').slice(0, 16)}`;
}

/** A kind that was listed whole and is too large for it now, or the other way round, was known already. */
function adopted({ finding, count }: Item, before: readonly Entry[], folds: ReadonlySet<string>): Entry | undefined {
  if (!folds.has(finding.fold)) return undefined;
  const same = before.filter(({ kind, fold, told }) => kind !== 'unchecked' && fold === finding.fold && told !== null);
  const [first] = same;
  if (first === undefined || first.told === null) return undefined;
  if (count === 1) return first.kind === 'many' ? { ...first, told: { ...first.told, count: 1 } } : undefined;
  return first.kind === 'many' ? first : { ...first, told: { ...first.told, count: same.length } };
}

function seenAgain(known: Entry | undefined, item: Item, at: string): Entry {
  const { finding, count } = item;
  const { path } = finding.subject;
  return {
    key: keyOf(item),
    kind: count === 1 ? 'finding' : 'many',
    rule: finding.rule,
    fold: finding.fold,
    ...(path === undefined ? {} : { path }),
    message: short(finding.message),
    since: known?.since ?? at,
    sightings: (known?.sightings ?? 0) + 1,
    absent: 0,
    told: known?.told ?? null,
  };
}

/** What the DNS says once may be a passing fault of it. */
function isConfirmed({ rule, sightings }: Entry): boolean {
  return sightings > 1 || !asksDns(rule);
}

function numbersOf({ finding, count }: Item): Told {
  return { severity: finding.severity, count, waiting: finding.waiting?.messages ?? 0 };
}

const RANK: Readonly<Record<Severity, number>> = { info: 0, warning: 1, error: 2 };

function isWorse(now: Told, was: Told): boolean {
  return (
    RANK[now.severity] > RANK[was.severity] ||
    band(now.count) > band(was.count) ||
    band(now.waiting) > band(was.waiting)
  );
}

/** What is better is remembered, so that it can be worse again; a number that wavers about the edge of a band is not. */
function eased(now: Told, was: Told): Told {
  const number = (key: 'count' | 'waiting') => (band(now[key]) < band(was[key]) - 1 ? now[key] : was[key]);
  return { severity: now.severity, count: number('count'), waiting: number('waiting') };
}

/** 0, 1, 2 to 9, 10 to 99, … */
function band(count: number): number {
  return count < 2 ? count : 1 + String(count).length;
}

/** What could not be looked at, by rule and reason. */
function uncheckedOf({ skipped, failed }: AuditOutcome): Unchecked[] {
  const all = [
    ...skipped.filter(({ kind }) => kind === 'could-not'),
    ...failed.map(({ rule, error }) => ({ rule, reason: error })),
  ];
  const by = new Map<string, Unchecked>();
  for (const each of all) {
    const known = by.get(uncheckedKey(each));
    const path = 'path' in each && each.path !== undefined ? { path: each.path } : {};
    by.set(uncheckedKey(each), known ? { ...known, count: known.count + 1 } : { ...each, ...path, count: 1 });
  }
  return [...by.values()];
}

function uncheckedKey({ rule, reason }: Pick<Unchecked, 'rule' | 'reason'>): string {
  return `unchecked ${createHash('sha256').update(`${rule}\0${reason}`).digest('hex').slice(0, 16)}`;
}

function uncheckedAgain(known: Entry | undefined, { rule, reason, path }: Unchecked, at: string): Entry {
  return {
    key: uncheckedKey({ rule, reason }),
    kind: 'unchecked',
    rule,
    ...(path === undefined ? {} : { path }),
    message: short(reason),
    since: known?.since ?? at,
    sightings: (known?.sightings ?? 0) + 1,
    absent: 0,
    told: known?.told ?? null,
  };
}

/** The kind is still there, now counted as a whole, or now listed one by one. */
function isReplaced({ kind, fold }: Entry, { folded }: AuditOutcome, present: ReadonlySet<string>): boolean {
  if (fold === undefined || !present.has(fold)) return false;
  const many = folded.some((each) => each.fold === fold);
  return kind === 'many' || many;
}

/** Whether it may still be there: what would tell could not be looked at this time. */
function isHeld({ rule, path }: Entry, { skipped, failed }: AuditOutcome): boolean {
  if (failed.some((each) => each.rule === rule)) return true;
  return skipped.some(
    (each) =>
      (each.rule === rule || EVERYWHERE.has(each.rule)) &&
      each.kind !== 'not-applicable' &&
      (each.path === undefined || path === undefined || isWithin(path, each.path) || isWithin(each.path, path)),
  );
}

/** What is said of no rule in particular: the accounts as a whole. */
const EVERYWHERE: ReadonlySet<string> = new Set(['mailboxes']);

function isWithin(path: string, above: string): boolean {
  return path === above || path.startsWith(above.endsWith('/') ? above : `${above}/`);
}

const LONGEST = 300;

function short(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
