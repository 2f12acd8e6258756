/** A file that nobody else may read and that is there whole or not at all. */
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { UsageError } from './errors.ts';
import { errnoOf, reasonOf } from './host/errno.ts';

/** Throws UsageError where the file cannot be written; what was there before is then as it was. */
export async function writeFile(file: string, chunks: AsyncIterable<string>, gzip: boolean): Promise<void> {
  const partial = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  const bytes = Readable.from(gathered(chunks), { objectMode: false });
  const out = createWriteStream(partial, { flags: 'wx', mode: 0o600, flush: true });
  try {
    await (gzip ? pipeline(bytes, createGzip(), out) : pipeline(bytes, out));
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    if (errnoOf(error).startsWith('E')) throw new UsageError(`cannot write ${file}: ${reasonOf(error)}`);
    throw error;
  }
}

const PIECE = 64 * 1024;

/** Fewer, larger pieces. */
async function* gathered(chunks: AsyncIterable<string>): AsyncGenerator<Buffer> {
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
