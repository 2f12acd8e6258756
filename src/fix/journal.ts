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
  end(): void;
}

/** The journal cannot be written: no step may be done without it. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
}

/** `write` gets whole lines and throws where they were not written: then no further step begins. Throws JournalError. */
export function journalTo(write: (line: string) => void, header: Header): Journal {
  let next = 0;
  let places = 0;
  let place: RepairPlace | null = null;
  let broken: JournalError | null = null;
  const put = (...lines: (Line | Header)[]) => {
    try {
      if (broken === null) write(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
      broken = new JournalError(reasonOf(error));
    }
  };
  const mustPut = (...lines: (Line | Header)[]) => {
    put(...lines);
    if (broken !== null) throw broken;
  };
  mustPut(header);
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
    done: (number, object) => put(object === undefined ? { done: number } : { done: number, object }),
    left: (number, why) => put({ left: number, why }),
    end: () => put({ end: true }),
  };
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

/** A last line without its end was being written when the run was killed: what it tells had not begun. Throws UsageError. */
export function parseJournal(text: string, file: string): Run {
  const lines = text.split('\n').slice(0, -1);
  const [first, ...rest] = lines.map((line, index) => parsed(line, file, index + 1));
  if (first === undefined) return { header: null, entries: [], ended: false };
  if (!isHeader(first)) throw new UsageError(`${file} is no journal of qmail-lint`);
  const entries: Entry[] = [];
  const places: RepairPlace[] = [];
  let ended = false;
  rest.forEach((line, index) => {
    const { begin, step, done, object, end, place, is } = (line ?? {}) as Partial<Record<string, unknown>>;
    const known = typeof done === 'number' ? entries[done] : undefined;
    const whole = begin === entries.length ? stepAt(step, places) : null;
    if (whole !== null) entries.push({ step: whole, done: false, object: null });
    else if (place === places.length && isPlace(is)) places.push(is);
    else if (known !== undefined)
      entries[done as number] = { ...known, done: true, object: (object ?? null) as Identity | null };
    else if (end === true) ended = true;
    else if (!(typeof line === 'object' && line !== null && 'left' in line))
      throw new UsageError(`${file} line ${index + 2}: no line of a journal`);
  });
  return { header: first, entries, ended };
}

function parsed(line: string, file: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
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

function stepAt(step: unknown, places: readonly RepairPlace[]): Step | null {
  const { kind, path, type, place } = (step ?? {}) as Partial<Record<keyof Step, unknown>>;
  const at = typeof place === 'number' ? places[place] : undefined;
  if (at === undefined || ![kind, path, type].every((each) => typeof each === 'string')) return null;
  return { ...(step as Step), place: at };
}
