/** Reads the numbers of a queue: where there are many, in worker threads, since nearly all of it is waiting for the kernel. */
import { CouldNotCheck } from '../host/host.ts';
import { inThreads } from '../host/threads.ts';
import type { Installation } from './installation.ts';
import { type Entry, type Queue, type QueueFile, readEntry, type Trees } from './queue.ts';
import { type Parcel, unpacked, type Wanted, wantedOf } from './queue-parcel.ts';

/** A number and where it was listed. */
export interface Numbered {
  readonly id: string;
  readonly misplaced: readonly QueueFile[];
  readonly listed: Trees;
}

/** A number as it was read, or why it was not. */
export interface NumberRead {
  readonly listed: Trees;
  readonly entry: Entry | CouldNotCheck;
}

/** What a thread starts with: plain data. */
export interface QueueThreadStart {
  readonly source: NonNullable<Queue['host']['source']>;
  readonly installation: Omit<Installation, 'host'>;
}

const PART = 1000;

/** Below this a thread costs more than it saves. */
const WORTH_THREADS = 5 * PART;

/** All of them in their order, some at a time. */
export async function* readNumbers(
  { host: _, ...installation }: Installation,
  queue: Queue,
  numbers: Iterable<Numbered>,
  workerFile: URL | null,
): AsyncGenerator<readonly NumberRead[]> {
  const { source } = queue.host;
  const parts = partsOf(numbers);
  const first = firstOf(parts, WORTH_THREADS / PART);
  if (workerFile === null || source === null || first.length < WORTH_THREADS / PART) {
    for (const part of [first, parts]) for (const some of part) yield some.map((each) => readHere(queue, each));
    return;
  }
  const start: QueueThreadStart = { source, installation };
  const sent: Numbered[][] = [];
  const wanted = function* (): Generator<Wanted> {
    for (const list of [first, parts])
      for (const part of list) {
        sent.push(part);
        yield wantedOf(part.filter(isInPlace));
      }
  };
  const file = new URL('./queue-worker.js', workerFile);
  for await (const parcel of inThreads<Wanted, Parcel>({ file, start }, wanted()))
    yield readThere(queue, sent.shift() ?? [], parcel);
}

function* partsOf(numbers: Iterable<Numbered>): Generator<Numbered[]> {
  let part: Numbered[] = [];
  for (const each of numbers) {
    part.push(each);
    if (part.length < PART) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}

/** Takes up to `count` from the beginning, so that the rest may still be gone through. */
function firstOf<T>(items: Iterator<T>, count: number): T[] {
  const taken: T[] = [];
  while (taken.length < count) {
    const next = items.next();
    if (next.done) break;
    taken.push(next.value);
  }
  return taken;
}

function isInPlace({ misplaced }: Numbered): boolean {
  return misplaced.length === 0;
}

function readHere(queue: Queue, { id, misplaced, listed }: Numbered): NumberRead {
  try {
    return { listed, entry: readEntry(queue, id, misplaced, listed) };
  } catch (error) {
    if (!(error instanceof CouldNotCheck)) throw error;
    return { listed, entry: error };
  }
}

/** What a thread read, with the few in between that lie in other places too. */
function readThere(queue: Queue, part: readonly Numbered[], parcel: Parcel): NumberRead[] {
  const entries = unpacked(
    parcel,
    part.filter(isInPlace).map(({ id }) => id),
  ).values();
  return part.map((each) => {
    if (!isInPlace(each)) return readHere(queue, each);
    return { listed: each.listed, entry: entries.next().value as Entry | CouldNotCheck };
  });
}
