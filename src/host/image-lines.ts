/** An image as `snapshot` writes it, each file on a line of its own: read without its text or all its files in memory at once. */
import type { Image, ImageFile } from './image-format.ts';
import { validateImage } from './image-schema.ts';

export interface ImageParts {
  /** Without its files. */
  readonly image: Image;
  /** They can be gone through once. Throws OtherLayout at what is no file on a line. */
  readonly files: Iterable<ImageFile>;
}

/** The image is laid out otherwise, or broken: to be read as a whole. */
export class OtherLayout extends Error {}

const NEWLINE = 0x0a;
const COMMA = 0x2c;
const BRACKET = 0x5d;
const START = Buffer.from('\n"files":[\n');

/** Null where the image is laid out otherwise, or broken. */
export function imageParts(bytes: Buffer): ImageParts | null {
  const start = bytes.indexOf(START);
  const last = start < 0 ? -1 : endOf(bytes, start + START.length);
  if (last < 0) return null;
  const head = bytes.toString('utf8', 0, start + START.length);
  const image = parsed(head + bytes.toString('utf8', last));
  return validateImage(image) ? { image: image as Image, files: filesIn(bytes, start + START.length, last) } : null;
}

/** Where the bracket stands that closes the list: behind the last line that does not end in a comma. -1: nowhere. */
function endOf(bytes: Buffer, from: number): number {
  for (let at = from; at < bytes.length; ) {
    const newline = bytes.indexOf(NEWLINE, at);
    if (newline < 0) return -1;
    if (bytes[newline - 2] === BRACKET && bytes[newline - 1] === COMMA) return newline - 2;
    if (bytes[newline - 1] !== COMMA) return -1;
    at = newline + 1;
  }
  return -1;
}

/** Bytes that are parsed at once. */
const PIECE = 256 * 1024;

function* filesIn(bytes: Buffer, from: number, end: number): Generator<ImageFile> {
  for (let at = from; at < end; ) {
    const newline = bytes.indexOf(NEWLINE, Math.min(at + PIECE, end));
    const stop = newline < 0 || newline > end ? end : newline - 1;
    const image = { ...EMPTY, files: parsed(`[${bytes.toString('utf8', at, stop)}]`) };
    if (!validateImage(image)) throw new OtherLayout();
    yield* image.files as ImageFile[];
    at = stop === end ? end : newline + 1;
  }
}

const EMPTY = { format: 'qmail-lint/image', version: 1, passwd: [], group: [] };

/** Undefined where it is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
