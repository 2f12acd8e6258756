/** What a run did, line by line: before each step what is meant, after it what came of it. Enough to put everything back. */

import type { RepairPlace } from '../checks/check.ts';
import { UsageError } from '../errors.ts';
import { reasonOf } from '../host/errno.ts';
import type { Identity, Left, Step } from './step.ts';

export interface Header {
  readonly format: 'qmail-lint/journal';
  readonly version: 1;
  readonly did: 'fix' | 'undo';
  /** The name of the journal that an undo puts back. */
  readonly of: string | null;
  /** The directory that is the machine's `/`; '' for the running machine. A byte string. */
  readonly root: string;
  readonly home: string;
  /** ISO 8601. */
  readonly started: string;
  /** How many processes write to it, where these are several. */
  readonly writers?: number;
}

type Line =
  /** A place, which the steps that follow name by its number. */
  | { readonly place: number; readonly is: RepairPlace }
  | { readonly begin: number; readonly step: Omit<Step, 'place'> & { readonly place: number } }
  /** `object`: what was made. */
  | { readonly done: number; readonly object?: Identity }
  | { readonly left: number; readonly why: Left }
  | { readonly end: true };

export interface Journal {
  /** Throws JournalError: then the step may not be done. */
  begin(step: Step): number;
  done(number: number, object?: Identity): void;
  left(number: number, why: Left): void;
  /** Writes what waits; that the run came to its end is for one process to say. */
  end(): void;
}

/** The journal cannot be written: no step may be done without it. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
}

export interface Writing {
  /** What was done is written together with what begins next. */
  readonly joins?: boolean;
  /** One of several processes: steps and places have their numbers from here on. The header is there already. */
  readonly from?: number;
}

/** `write` gets whole lines and throws where they were not written: then no further step begins. Throws JournalError. */
export function journalTo(write: (lines: string) => void, header: Header, writing: Writing = {}): Journal {
  const { joins = false, from } = writing;
  let next = from ?? 0;
  let places = from ?? 0;
  let place: RepairPlace | null = null;
  let broken: JournalError | null = null;
  let waiting = '';
  const put = (...lines: (Line | Header)[]) => {
    const text = waiting + lines.map(lineOf).join('');
    waiting = '';
    try {
      // Another process may have been cut short in the middle of a line.
      if (broken === null && text !== '') write(from === undefined ? text : `\n${text}`);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
      broken = new JournalError(reasonOf(error));
    }
  };
  const mustPut = (...lines: (Line | Header)[]) => {
    put(...lines);
    if (broken !== null) throw broken;
  };
  if (from === undefined) mustPut(header);
  return {
    begin: (step) => {
      const isNew = place === null || !isSamePlace(step.place, place);
      if (isNew) places += 1;
      place = step.place;
      const line = { begin: next, step: { ...step, place: places - 1 } };
      if (isNew) mustPut({ place: places - 1, is: place }, line);
      else mustPut(line);
      next += 1;
      return next - 1;
    },
    done: (number, object) => {
      const line = object === undefined ? { done: number } : { done: number, object };
      if (joins && object === undefined) waiting += lineOf(line);
      else put(line);
    },
    left: (number, why) => put({ left: number, why }),
    end: () => (from === undefined ? put({ end: true }) : put()),
  };
}

function lineOf(line: Line | Header): string {
  return `${JSON.stringify(line)}\n`;
}

function isSamePlace(one: RepairPlace, other: RepairPlace): boolean {
  return one.path === other.path && one.kind === other.kind && one.uid === other.uid && one.device === other.device;
}

/** A step that was begun. */
export interface Entry {
  readonly step: Step;
  readonly done: boolean;
  readonly object: Identity | null;
}

export interface Run {
  /** Null where the run was killed before its first line was whole. */
  readonly header: Header | null;
  readonly entries: readonly Entry[];
  readonly ended: boolean;
}

/**
 * A last line without its end was being written when the run was killed: what it tells had not begun. Of several processes each may have
 * been cut short so, and the others went on. Throws UsageError.
 */
export function parseJournal(text: string, file: string): Run {
  const [head, ...rest] = text.split('\n').slice(0, -1);
  if (head === undefined) return { header: null, entries: [], ended: false };
  const header = parsed(head, file, 1, false);
  if (!isHeader(header)) throw new UsageError(`${file} is no journal of qmail-lint`);
  const isShared = header.writers !== undefined;
  const told: Told = { entries: new Map(), places: new Map(), ended: false };
  rest.forEach((each, index) => {
    if (isShared && each === '') return;
    const line = parsed(each, file, index + 2, isShared);
    if (line !== undefined && !take(line, told, isShared))
      throw new UsageError(`${file} line ${index + 2}: no line of a journal`);
  });
  return { header, entries: [...told.entries.values()], ended: told.ended };
}

interface Told {
  readonly entries: Map<number, Entry>;
  readonly places: Map<number, RepairPlace>;
  ended: boolean;
}

/** Whether it is a line of a journal. */
function take(line: unknown, told: Told, isShared: boolean): boolean {
  const { begin, step, done, object, end, place, is } = (line ?? {}) as Partial<Record<string, unknown>>;
  const { entries, places } = told;
  const isNext = (number: unknown, known: ReadonlyMap<number, unknown>) =>
    typeof number === 'number' && (isShared ? !known.has(number) : number === known.size);
  const known = typeof done === 'number' ? entries.get(done) : undefined;
  const whole = isNext(begin, entries) ? stepAt(step, places) : null;
  if (whole !== null) entries.set(begin as number, { step: whole, done: false, object: null });
  else if (isNext(place, places) && isPlace(is)) places.set(place as number, is);
  else if (known !== undefined)
    entries.set(done as number, { ...known, done: true, object: (object ?? null) as Identity | null });
  else if (end === true) told.ended = true;
  else return typeof line === 'object' && line !== null && 'left' in line;
  return true;
}

/** Undefined for a line that was cut short, where that may be. */
function parsed(line: string, file: string, number: number, mayBeCut: boolean): unknown {
  try {
    return JSON.parse(line);
  } catch {
    if (mayBeCut) return undefined;
    throw new UsageError(`${file} line ${number}: no line of a journal`);
  }
}

function isHeader(line: unknown): line is Header {
  const { format, version, root, home } = (line ?? {}) as Partial<Header>;
  return format === 'qmail-lint/journal' && version === 1 && typeof root === 'string' && typeof home === 'string';
}

function isPlace(place: unknown): place is RepairPlace {
  const { path, real, uid } = (place ?? {}) as Partial<RepairPlace>;
  return typeof path === 'string' && typeof real === 'string' && typeof uid === 'number';
}

function stepAt(step: unknown, places: ReadonlyMap<number, RepairPlace>): Step | null {
  const { kind, path, type, place } = (step ?? {}) as Partial<Record<keyof Step, unknown>>;
  const at = typeof place === 'number' ? places.get(place) : undefined;
  if (at === undefined || ![kind, path, type].every((each) => typeof each === 'string')) return null;
  return { ...(step as Step), place: at };
}
