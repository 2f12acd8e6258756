/** The bytes of an image file, unpacked. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { UsageError } from '../errors.ts';
import { reasonOf } from './errno.ts';

/** `.gz` or plain. Throws UsageError. */
export function readImageBytes(file: string): Buffer {
  try {
    const bytes = readFileSync(file);
    return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes, { chunkSize: sizeIn(bytes) }) : bytes;
  } catch (error) {
    throw new UsageError(`cannot read the image ${file}: ${reasonOf(error)}`);
  }
}

/** In one piece, where gzip says how long it will be (RFC 1952, ISIZE): else the pieces and the whole would be there at once. */
function sizeIn(gzipped: Buffer): number {
  const said = gzipped.length < 18 ? 0 : gzipped.readUInt32LE(gzipped.length - 4);
  return Math.min(Math.max(said + 64, 64 * 1024), 256 * 1024 * 1024, gzipped.length * 1100);
}
