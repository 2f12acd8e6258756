/**
 * Many steps, spread over processes. To change ids every thread of a process has to, and this one has many by now: a new one with few
 * threads does a step as its user in half the time, and several do their parts at once. No two of them have steps of one place.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { type Header, type Journal, journalTo } from './journal.ts';
import { type JournalDir, openJournals, readJournal, writerOf } from './journal-files.ts';
import { doSteps, type Heading, headerOf, type IsStillUser, type Ran } from './run.ts';
import type { Left, Result, Step } from './step.ts';
import { told } from './telling.ts';

/** Below this a process costs more than it saves. */
const WORTH_A_PROCESS = 1000;
const PROCESSES_MAX = 4;
/** So many steps are told to a process at once. */
const TOLD = 500;

/** What a process answers of each of its steps. */
export type Answer = 'done' | 'already' | { readonly left: Left };

/** Several lots of steps with one journal, while no other fix runs. */
export interface LongRun {
  /** Does a lot, when the one before is done. Throws UsageError where there may be no journal. */
  go(steps: readonly Step[], isStillUser: IsStillUser): Promise<Ran>;
  /** All is done that was to be. */
  end(): void;
  /** Others may run again. */
  close(): void;
}

/** `program`: the bundled `fix-worker.ts`, or null to do all in this process. The journal begins with the first lot. */
export function longRun(heading: Heading, dir: string, program: URL | null): LongRun {
  let at: Open | null = null;
  return {
    go: async (steps, isStillUser) => {
      at ??= opened(heading, dir, program !== null && steps.length >= WORTH_A_PROCESS);
      const { file, header, journal } = at;
      if (header.writers === undefined) return { results: doSteps(steps, heading, journal, { isStillUser }), file };
      const results = await shared(at, steps, isStillUser, program);
      at.from += steps.length;
      return { results, file };
    },
    end: () => at?.journal.end(),
    close: () => at?.journals.close(),
  };
}

/** One lot, with a journal of its own. */
export async function runMany(
  steps: readonly Step[],
  heading: Heading,
  dir: string,
  isStillUser: IsStillUser,
  program: URL | null,
): Promise<Ran> {
  const run = longRun(heading, dir, program);
  try {
    const ran = await run.go(steps, isStillUser);
    run.end();
    return ran;
  } finally {
    run.close();
  }
}

interface Open {
  readonly journals: JournalDir;
  readonly file: string;
  readonly fd: number;
  readonly header: Header;
  readonly journal: Journal;
  /** The number of the next step, where several processes write. */
  from: number;
}

function opened(heading: Heading, dir: string, isShared: boolean): Open {
  const journals = openJournals(dir);
  try {
    const header = { ...headerOf(heading), ...(isShared ? { writers: processes() } : {}) };
    return { journals, header, ...journals.create(header), from: 0 };
  } catch (error) {
    journals.close();
    throw error;
  }
}

function processes(): number {
  return Math.min(availableParallelism(), PROCESSES_MAX);
}

async function shared(
  open: Open,
  steps: readonly Step[],
  isStillUser: IsStillUser,
  program: URL | null,
): Promise<Result[]> {
  const { file, fd, header, journals, from } = open;
  if (program === null || steps.length < WORTH_A_PROCESS) {
    const journal = journalTo(writerOf(fd), header, { from });
    return doSteps(steps, header, journal, { isStillUser });
  }
  const isThere = ({ place }: Step) => place.user === null || isStillUser(place.user, place.uid);
  const parts = partsOf(byPlace(steps.filter(isThere)), processes());
  const told = parts.map((part) => answered({ ...part, from: from + part.from }, header, program, [fd, journals.lock]));
  const answers = await Promise.all(told);
  const known = new Map<Step, Answer>();
  for (const [index, part] of parts.entries()) {
    const given = answers[index] ?? fromJournal(part, file);
    for (const [at, step] of part.steps.entries()) known.set(step, given[at] ?? { left: 'stopped' });
  }
  return steps.map((step) => resultOf(step, known.get(step) ?? { left: 'user' }));
}

interface Part {
  /** The number of its first step. */
  readonly from: number;
  readonly steps: readonly Step[];
}

/** What a later lot did to a place is undone before what an earlier one did, by one process. */
function byPlace(steps: readonly Step[]): Step[] {
  const places = new Map<string, Step[]>();
  for (const step of steps) {
    const known = places.get(step.place.path);
    if (known === undefined) places.set(step.place.path, [step]);
    else known.push(step);
  }
  return [...places.values()].flat();
}

/** Parts of about the same length; what belongs to one place stays together. */
function partsOf(steps: readonly Step[], count: number): Part[] {
  const parts: Part[] = [];
  for (let from = 0, nth = 1; from < steps.length; nth += 1) {
    let to = Math.max(from + 1, Math.ceil((steps.length * nth) / count));
    while (to < steps.length && steps[to]?.place.path === steps[to - 1]?.place.path) to += 1;
    parts.push({ from, steps: steps.slice(from, to) });
    from = to;
  }
  return parts;
}

/** What the process says of its steps; null where it did not come to its end. */
async function answered(
  { from, steps }: Part,
  header: Header,
  program: URL,
  [journal, lock]: readonly [number, number],
): Promise<Answer[] | null> {
  const child = spawn(
    process.execPath,
    ['--v8-pool-size=1', fileURLToPath(program), String(from), String(process.pid)],
    {
      // The lock is held until the last process has ended.
      stdio: ['pipe', 'pipe', 'inherit', journal, lock],
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
    },
  );
  const said = textOf(child);
  // One that is gone says so by its end.
  await pipeline(Readable.from(allTold(steps, header)), child.stdin as Writable).catch(() => {});
  const text = await said;
  return text === null ? null : (JSON.parse(text) as Answer[]);
}

function* allTold(steps: readonly Step[], header: Header): Generator<string> {
  for (const { steps: some } of partsOf(steps, Math.ceil(steps.length / TOLD))) yield told(some, header);
}

/** What it prints; null where it fails. */
function textOf(child: ChildProcess): Promise<string | null> {
  return new Promise((resolve) => {
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    child.on('error', () => resolve(null));
    child.on('close', (code) => resolve(code === 0 ? text : null));
  });
}

/** What is known of the steps of a process that was killed. */
function fromJournal({ steps }: Part, file: string): Answer[] {
  const { entries } = readJournal(file);
  const done = new Set(entries.filter((each) => each.done).map(({ step }) => aimOf(step)));
  return steps.map((step) => (done.has(aimOf(step)) ? 'done' : { left: 'stopped' }));
}

/** What a step would have come about, and where. */
export function aimOf({ path, kind, after }: Step): string {
  return JSON.stringify([path, kind, after?.uid, after?.gid, after?.mode]);
}

function resultOf(step: Step, answer: Answer): Result {
  return typeof answer === 'string' ? { step, did: answer } : { step, did: 'left', why: answer.left };
}
