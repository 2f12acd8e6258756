/** A file that grows, and that a logger replaces by another of the same name: as `tail -F`. */
import * as fs from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { reasonOf } from './errno.ts';
import { CouldNotCheck } from './host.ts';

const CHUNK = 64 * 1024;
const POLL_MS = 500;

/** Of a directory, the files that its logger has finished, oldest first, by their paths. */
type Finished = () => readonly string[];

/**
 * The bytes of the file at `path` from its beginning on, for ever; null each time that there are no more for now. A chunk is
 * good until the next is asked for. Where the logger may finish several files between two looks, `finished` names them. Ends
 * when `signal` says so. Throws CouldNotCheck where it cannot be opened at first.
 */
export async function* followed(
  path: string,
  signal?: AbortSignal,
  pollMs = POLL_MS,
  finished: Finished = () => [],
): AsyncGenerator<Buffer | null> {
  const buffer = Buffer.allocUnsafe(CHUNK);
  const known = new Set(finished());
  let file = { fd: open(path), at: 0 };
  try {
    for (;;) {
      yield* rest(file, buffer);
      yield null;
      if (signal?.aborted) return;
      const next = successor(path, file.fd);
      if (next !== null) {
        // What was written between the last look and the change of names.
        yield* rest(file, buffer);
        fs.closeSync(file.fd);
        file = { fd: next, at: 0 };
        for (const each of missedBefore(next, finished, known)) yield* whole(each, buffer);
      } else if (fs.fstatSync(file.fd).size < file.at) file.at = 0;
      else await setTimeout(pollMs);
    }
  } finally {
    fs.closeSync(file.fd);
  }
}

/**
 * The finished files that are new since the last look, without the first, which is the one that was read to its end, and up to the
 * one that is open as `fd`, should that be finished by now.
 */
function missedBefore(fd: number, finished: Finished, known: Set<string>): string[] {
  const { ino } = fs.fstatSync(fd);
  const fresh = finished().filter((each) => !known.has(each));
  const open = fresh.findIndex((each) => statOf(each)?.ino === ino);
  const missed = open < 0 ? fresh : fresh.slice(0, open);
  for (const each of missed) known.add(each);
  return missed.slice(1);
}

/** What is in it behind `file.at`, which moves on. */
function* rest(file: { readonly fd: number; at: number }, buffer: Buffer): Generator<Buffer> {
  for (;;) {
    const count = fs.readSync(file.fd, buffer, 0, CHUNK, file.at);
    if (count === 0) return;
    file.at += count;
    yield buffer.subarray(0, count);
  }
}

/** A file that came and went between two looks; one that is gone by now has nothing. */
function* whole(path: string, buffer: Buffer): Generator<Buffer> {
  const fd = attempted(path);
  if (fd === null) return;
  try {
    yield* rest({ fd, at: 0 }, buffer);
  } finally {
    fs.closeSync(fd);
  }
}

function open(path: string): number {
  try {
    return fs.openSync(Buffer.from(path, 'latin1'), fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
  } catch (error) {
    throw new CouldNotCheck(path, reasonOf(error));
  }
}

function attempted(path: string): number | null {
  try {
    return open(path);
  } catch {
    return null;
  }
}

/** The file that has taken the name, opened; null while there is none. */
function successor(path: string, fd: number): number | null {
  const now = statOf(path);
  return now === undefined || now.ino === fs.fstatSync(fd).ino ? null : attempted(path);
}

function statOf(path: string): fs.Stats | undefined {
  return fs.statSync(Buffer.from(path, 'latin1'), { throwIfNoEntry: false });
}
