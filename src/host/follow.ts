/** A file that grows, and that a logger replaces by another of the same name: as `tail -F`. */
import * as fs from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { reasonOf } from './errno.ts';
import { CouldNotCheck } from './host.ts';

const CHUNK = 64 * 1024;
const POLL_MS = 500;

/**
 * The bytes of the file at `path` from its beginning on, for ever; null each time that there are no more for now. A chunk is
 * good until the next is asked for. Ends when `signal` says so. Throws CouldNotCheck where it cannot be opened at first.
 */
export async function* followed(path: string, signal?: AbortSignal, pollMs = POLL_MS): AsyncGenerator<Buffer | null> {
  const buffer = Buffer.allocUnsafe(CHUNK);
  let fd = open(path);
  let at = 0;
  try {
    for (;;) {
      const count = fs.readSync(fd, buffer, 0, CHUNK, at);
      at += count;
      if (count > 0) {
        yield buffer.subarray(0, count);
        continue;
      }
      yield null;
      if (signal?.aborted) return;
      const next = successor(path, fd);
      if (next !== null) {
        fs.closeSync(fd);
        fd = next;
        at = 0;
      } else if (fs.fstatSync(fd).size < at) at = 0;
      else await setTimeout(pollMs);
    }
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

/** The file that has taken the name, opened; null while there is none. */
function successor(path: string, fd: number): number | null {
  const now = fs.statSync(Buffer.from(path, 'latin1'), { throwIfNoEntry: false });
  if (now === undefined || now.ino === fs.fstatSync(fd).ino) return null;
  try {
    return open(path);
  } catch {
    return null;
  }
}
