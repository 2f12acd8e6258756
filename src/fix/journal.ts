/** What a run did, line by line: before each step what is meant, after it what came of it. Enough to put everything back. */
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
  | { readonly begin: number; readonly step: Step }
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
  let broken: JournalError | null = null;
  const put = (line: Line | Header) => {
    try {
      if (broken === null) write(`${JSON.stringify(line)}\n`);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
      broken = new JournalError(reasonOf(error));
    }
  };
  const mustPut = (line: Line | Header) => {
    put(line);
    if (broken !== null) throw broken;
  };
  mustPut(header);
  return {
    begin: (step) => {
      mustPut({ begin: next, step });
      next += 1;
      return next - 1;
    },
    done: (number, object) => put(object === undefined ? { done: number } : { done: number, object }),
    left: (number, why) => put({ left: number, why }),
    end: () => put({ end: true }),
  };
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
  let ended = false;
  rest.forEach((line, index) => {
    const { begin, step, done, object, end } = line as Partial<Record<string, unknown>>;
    const known = typeof done === 'number' ? entries[done] : undefined;
    if (begin === entries.length && isStep(step)) entries.push({ step, done: false, object: null });
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

function isStep(step: unknown): step is Step {
  const { kind, path, place, type } = (step ?? {}) as Partial<Step>;
  return (
    typeof kind === 'string' && typeof path === 'string' && typeof type === 'string' && typeof place?.real === 'string'
  );
}
