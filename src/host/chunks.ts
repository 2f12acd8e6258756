/** Files that are read from their beginning to their end, however long: in chunks, decompressed where they are gzip's. */
import * as fs from 'node:fs';
import { createGunzip } from 'node:zlib';
import { reasonOf } from './errno.ts';
import { CouldNotCheck } from './host.ts';

/** Small enough that V8 keeps its text among the young objects. */
const CHUNK = 64 * 1024;
const NEWLINE = 0x0a;

/**
 * The bytes of the regular file at `path` (a byte string), from the first line that begins after `from` bytes. A chunk is good until
 * the next is asked for. Follows no link where `follow` is false. Throws CouldNotCheck.
 */
export function* chunksOf(
  path: string,
  { follow = true, from = 0 }: { follow?: boolean; from?: number | undefined } = {},
): Generator<Buffer> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = fs.constants;
  const attempt = <T>(call: () => T): T => {
    try {
      return call();
    } catch (error) {
      throw new CouldNotCheck(path, reasonOf(error));
    }
  };
  const name = Buffer.from(path, 'latin1');
  const fd = attempt(() => fs.openSync(name, O_RDONLY | O_NONBLOCK | (follow ? 0 : O_NOFOLLOW)));
  try {
    if (!attempt(() => fs.fstatSync(fd)).isFile()) throw new CouldNotCheck(path, 'not a regular file');
    const buffer = Buffer.allocUnsafe(CHUNK);
    let inLine = from > 0;
    for (let at = from; ; ) {
      const count = attempt(() => fs.readSync(fd, buffer, 0, CHUNK, from === 0 ? null : at));
      if (count === 0) return;
      at += count;
      const newline = inLine ? buffer.subarray(0, count).indexOf(NEWLINE) : -1;
      if (inLine && newline < 0) continue;
      inLine = false;
      yield buffer.subarray(newline + 1, count);
    }
  } finally {
    fs.closeSync(fd);
  }
}

/**
 * As they are, or decompressed where they begin as gzip does. A file that is cut or broken ends where it breaks. `name` is told in
 * the error. Throws CouldNotCheck for what other programs compressed.
 */
export async function* inflated(
  name: string,
  chunks: Iterable<Buffer> | AsyncIterable<Buffer | string>,
): AsyncGenerator<Buffer> {
  const source = bytesOf(chunks);
  const first = await source.next();
  if (first.done) return;
  const begin = first.value.toString('latin1', 0, 10);
  const other = PACKED.find(({ begins }) => begins.test(begin));
  if (other !== undefined)
    throw new CouldNotCheck(name, `compressed by ${other.by}: pipe it through ${other.reader}, and name it -`);
  if (first.value[0] === 0x1f && first.value[1] === 0x8b) yield* gunzipped(first.value, source);
  else {
    yield first.value;
    yield* source;
  }
}

/** What else a log is rotated with. */
const PACKED = [
  { by: 'bzip2', reader: 'bzcat', begins: /^BZh[1-9]1AY&SY/ },
  { by: 'xz', reader: 'xzcat', begins: /^\xfd7zXZ\0/ },
  { by: 'zstd', reader: 'zstdcat', begins: /^\x28\xb5\x2f\xfd/ },
  { by: 'compress', reader: 'zcat', begins: /^\x1f\x9d/ },
];

async function* bytesOf(chunks: Iterable<Buffer> | AsyncIterable<Buffer | string>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) if (chunk.length > 0) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}

async function* gunzipped(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  const feed = async () => {
    gunzip.write(Buffer.from(first));
    for await (const chunk of rest) {
      if (gunzip.destroyed) return;
      if (!gunzip.write(Buffer.from(chunk))) await new Promise((go) => gunzip.once('drain', go).once('close', go));
    }
    gunzip.end();
  };
  const fed = feed();
  try {
    for await (const chunk of gunzip) yield chunk as Buffer;
    await fed;
  } catch (error) {
    if (!String((error as NodeJS.ErrnoException).code).startsWith('Z_')) throw error;
  }
}
