/** The bytes of an image file, and what is packed in them. */
import { readFileSync } from 'node:fs';
import { createGunzip, gunzipSync } from 'node:zlib';
import { UsageError } from '../errors.ts';
import { reasonOf } from './errno.ts';

/** As they are in the file. Throws UsageError. */
export function readImageBytes(file: string): Buffer {
  return told(file, () => readFileSync(file));
}

/** Bytes: of a longer text there can be no string. */
const LONGEST = 512 * 1024 * 1024 - 32;

/** The whole text, from `.gz` or plain. Throws UsageError. */
export function unpacked(bytes: Buffer, file: string): Buffer {
  const text = told(file, () => (isPacked(bytes) ? gunzipSync(bytes, { maxOutputLength: LONGEST }) : bytes));
  if (text.length > LONGEST) throw unreadable(file, { code: 'ERR_BUFFER_TOO_LARGE' });
  return text;
}

/** The same piece by piece. Throws UsageError. */
export async function* pieces(bytes: Buffer, file: string): AsyncGenerator<Buffer> {
  if (!isPacked(bytes)) return yield bytes;
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  gunzip.end(bytes);
  try {
    for await (const piece of gunzip) yield piece as Buffer;
  } catch (error) {
    throw unreadable(file, error);
  }
}

function isPacked(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function told<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw unreadable(file, error);
  }
}

function unreadable(file: string, error: unknown): UsageError {
  return new UsageError(`cannot read the image ${file}: ${reasonOf(error)}`);
}
