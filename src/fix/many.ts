/**
 * Many steps, spread over processes. To change ids every thread of a process has to, and this one has many by now: a new one with few
 * threads does a step as its user in half the time, and several do their parts at once. No two of them have steps of one place.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import type { Header } from './journal.ts';
import { openJournals, readJournal } from './journal-files.ts';
import { type Heading, headerOf, type IsStillUser, type Ran, runSteps } from './run.ts';
import type { Left, Result, Step } from './step.ts';
import { told } from './telling.ts';

/** Below this a process costs more than it saves. */
const WORTH_A_PROCESS = 1000;
const PROCESSES_MAX = 4;
/** So many steps are told to a process at once. */
const TOLD = 500;

/** What a process answers of each of its steps. */
export type Answer = 'done' | 'already' | { readonly left: Left };

/** As `runSteps`. `program`: the bundled `fix-worker.ts`, or null to do all in this process. */
export async function runMany(
  steps: readonly Step[],
  heading: Heading,
  dir: string,
  isStillUser: IsStillUser,
  program: URL | null,
): Promise<Ran> {
  const isThere = ({ place }: Step) => place.user === null || isStillUser(place.user, place.uid);
  const parts = partsOf(steps.filter(isThere), Math.min(availableParallelism(), PROCESSES_MAX));
  if (program === null || steps.length < WORTH_A_PROCESS || parts.length === 0)
    return runSteps(steps, heading, dir, isStillUser);
  const journals = openJournals(dir);
  try {
    const header = { ...headerOf(heading), writers: parts.length };
    const { file, fd, journal } = journals.create(header);
    const answers = await Promise.all(parts.map((part) => answered(part, header, program, [fd, journals.lock])));
    const known = new Map<Step, Answer>();
    for (const [index, part] of parts.entries()) {
      const given = answers[index] ?? fromJournal(part, file);
      for (const [at, step] of part.steps.entries()) known.set(step, given[at] ?? { left: 'stopped' });
    }
    journal.end();
    return { results: steps.map((step) => resultOf(step, known.get(step) ?? { left: 'user' })), file };
  } finally {
    journals.close();
  }
}

interface Part {
  /** The number of its first step. */
  readonly from: number;
  readonly steps: readonly Step[];
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
  const done = new Set(entries.filter((each) => each.done).map(({ step }) => step.path));
  return steps.map(({ path }) => (done.has(path) ? 'done' : { left: 'stopped' }));
}

function resultOf(step: Step, answer: Answer): Result {
  return typeof answer === 'string' ? { step, did: answer } : { step, did: 'left', why: answer.left };
}
