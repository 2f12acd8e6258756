/** Work in parts, over worker threads. */
import { availableParallelism } from 'node:os';
import { type TransferListItem, Worker } from 'node:worker_threads';

/** What every thread of one piece of work starts with. */
export interface ThreadStart {
  /** The bundled program of the thread: it answers each part with one message, in order, and ends at null. */
  readonly file: URL;
  /** Plain data. */
  readonly start: unknown;
  /** Threads of that program to take in place of new ones. */
  readonly ahead?: Ahead | undefined;
}

/** Threads that come up while nobody knows yet what they will work with. They hold no process back. */
export interface Ahead {
  take(): Thread<unknown, unknown>[];
}

/** Of a program that takes its start as its first message. Who takes them a second time gets new ones. */
export function startAhead(file: URL): Ahead {
  const threads = newThreads(file, null);
  for (const each of threads) each.hold(false);
  return { take: () => (threads.length > 0 ? threads.splice(0) : newThreads(file, null)) };
}

const MOST_THREADS = 8;

/** How many parts each thread is given before its first answer is taken: enough that none waits for work. */
const AHEAD = 3;

/** Megabytes: a thread keeps nothing for long, so a small nursery does. */
const LIMITS = { maxYoungGenerationSizeMb: 3, maxOldGenerationSizeMb: 256 };

/** The answers in the order of the parts, which are taken from their list as threads become free. Throws what a thread throws. */
export async function* inThreads<Part, Answer>(of: ThreadStart, parts: Iterable<Part>): AsyncGenerator<Answer> {
  const threads = threadsFor<Part, Answer>(of);
  const given: Promise<Answer>[] = [];
  let count = 0;
  try {
    for (const part of parts) {
      given.push((threads[count++ % threads.length] as Thread<Part, Answer>).ask(part));
      if (given.length >= threads.length * AHEAD) yield await (given.shift() as Promise<Answer>);
    }
    for (const answer of given) yield await answer;
  } finally {
    for (const each of threads) each.end();
  }
}

interface Thread<Part, Answer> {
  begin(start: unknown): void;
  ask(part: Part): Promise<Answer>;
  /** Whether the process stays for it. */
  hold(is: boolean): void;
  end(): void;
}

function threadsFor<Part, Answer>({ file, start, ahead }: ThreadStart): Thread<Part, Answer>[] {
  if (ahead === undefined) return newThreads(file, start);
  const ready = ahead.take() as Thread<Part, Answer>[];
  for (const each of ready) {
    each.hold(true);
    each.begin(start);
  }
  return ready;
}

function newThreads<Part, Answer>(file: URL, start: unknown): Thread<Part, Answer>[] {
  return Array.from({ length: Math.min(availableParallelism(), MOST_THREADS) }, () => thread(file, start));
}

function thread<Part, Answer>(file: URL, start: unknown): Thread<Part, Answer> {
  const worker = new Worker(file, { workerData: start, resourceLimits: LIMITS });
  const waiting: { resolve: (answer: Answer) => void; reject: (error: unknown) => void }[] = [];
  let broken: unknown = null;
  worker.on('message', (answer: Answer) => waiting.shift()?.resolve(answer));
  worker.on('error', (error) => {
    broken = error;
    for (const { reject } of waiting.splice(0)) reject(error);
  });
  return {
    begin: (what) => worker.postMessage(what),
    hold: (is) => (is ? worker.ref() : worker.unref()),
    ask: (part) => {
      const answer = new Promise<Answer>((resolve, reject) => {
        if (broken === null) waiting.push({ resolve, reject });
        else reject(broken);
      });
      // Whoever waits for it hears of a failure; until somebody does, it is none of the process's.
      answer.catch(() => {});
      worker.postMessage(part, transferable(part));
      return answer;
    },
    end: () => worker.postMessage(null),
  };
}

/** The memory that goes over with a message instead of being copied. */
export function transferable(message: unknown): TransferListItem[] {
  if (typeof message !== 'object' || message === null) return [];
  return Object.values(message).flatMap((each) => (ArrayBuffer.isView(each) ? [each.buffer as ArrayBuffer] : []));
}
