/** A file that nobody else may read, unless it is said, and that is there whole or not at all. */
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { chmod, realpath, rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { UsageError } from './errors.ts';
import { errnoOf, reasonOf } from './host/errno.ts';

const OWNER_ALONE = 0o600;

/** Throws UsageError where the file cannot be written; what was there before is then as it was. */
export async function writeFile(
  file: string,
  chunks: Iterable<string> | AsyncIterable<string>,
  gzip = false,
  mode = OWNER_ALONE,
): Promise<void> {
  try {
    const place = await placeOf(file);
    const partial = `${place}.${randomBytes(6).toString('hex')}.tmp`;
    try {
      const bytes = Readable.from(gathered(chunks), { objectMode: false });
      const out = createWriteStream(partial, { flags: 'wx', mode: OWNER_ALONE, flush: true });
      await (gzip ? pipeline(bytes, createGzip(), out) : pipeline(bytes, out));
      if (mode !== OWNER_ALONE) await chmod(partial, mode);
      await rename(partial, place);
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
  } catch (error) {
    if (errnoOf(error).startsWith('E')) throw new UsageError(`cannot write ${file}: ${reasonOf(error)}`);
    throw error;
  }
}

/** Where a link leads, so that it stays one; a device is never replaced by a file. */
async function placeOf(file: string): Promise<string> {
  try {
    const place = await realpath(file);
    if (!(await stat(place)).isFile()) throw new UsageError(`cannot write ${file}: not a regular file`);
    return place;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return file;
    throw error;
  }
}

const PIECE = 64 * 1024;

/** Fewer, larger pieces. */
async function* gathered(chunks: Iterable<string> | AsyncIterable<string>): AsyncGenerator<Buffer> {
  let piece: string[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    piece.push(chunk);
    length += chunk.length;
    if (length < PIECE) continue;
    yield Buffer.from(piece.join(''));
    piece = [];
    length = 0;
  }
  if (length > 0) yield Buffer.from(piece.join(''));
}
