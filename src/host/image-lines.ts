/** An image as `snapshot` writes it, each file on a line of its own: read without its text or all its files in memory at once. */
import type { Image, ImageFile } from './image-format.ts';
import { validateImage } from './image-schema.ts';

const NEWLINE = 0x0a;
const COMMA = 0x2c;
const BRACKET = 0x5d;
const START = '"files":[\n';

/** The image is laid out otherwise, or broken: to be read as a whole. */
class OtherLayout extends Error {}

/**
 * Gives each file of an image to `take`, as its bytes come. Returns the image without its files; null where it is laid out otherwise, or
 * broken, whatever was taken by then.
 */
export async function readByLines(
  pieces: Iterable<Buffer> | AsyncIterable<Buffer>,
  take: (file: ImageFile) => void,
): Promise<Image | null> {
  const around: Buffer[] = [];
  let within: 'head' | 'files' | 'tail' = 'head';
  try {
    for await (const lines of wholeLines(pieces)) {
      const start = within === 'head' ? startIn(lines) : 0;
      if (within === 'head' && start > 0) within = 'files';
      const end = within === 'files' ? endIn(lines, start) : lines.length;
      if (within !== 'files') around.push(lines);
      else {
        around.push(lines.subarray(0, start), lines.subarray(end));
        takeFiles(lines.subarray(start, end), take);
        if (end < lines.length) within = 'tail';
      }
    }
  } catch (error) {
    if (error instanceof OtherLayout) return null;
    throw error;
  }
  const image = within === 'tail' ? parsed(Buffer.concat(around).toString('utf8')) : undefined;
  return validateImage(image) ? (image as Image) : null;
}

async function* wholeLines(pieces: Iterable<Buffer> | AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let begun: Buffer[] = [];
  for await (const piece of pieces) {
    const end = piece.lastIndexOf(NEWLINE) + 1;
    if (end > 0) yield begun.length === 0 ? piece.subarray(0, end) : Buffer.concat([...begun, piece.subarray(0, end)]);
    if (end > 0) begun = [];
    if (end < piece.length) begun.push(piece.subarray(end));
  }
  if (begun.length > 0) yield Buffer.concat(begun);
}

/** Where the first file may stand; 0: the list does not begin here. */
function startIn(lines: Buffer): number {
  const at = lines.indexOf(START);
  return at === 0 || lines[at - 1] === NEWLINE ? at + START.length : 0;
}

/** Where the bracket stands that closes the list: behind the last line that does not end in a comma. The length: not in these lines. */
function endIn(lines: Buffer, from: number): number {
  for (let at = from; at < lines.length; ) {
    const newline = lines.indexOf(NEWLINE, at);
    if (newline < at + 2 || lines[newline - 1] !== COMMA) throw new OtherLayout();
    if (lines[newline - 2] === BRACKET) return newline - 2;
    at = newline + 1;
  }
  return lines.length;
}

/** Bytes that are parsed at once. */
const PIECE = 256 * 1024;
const EMPTY = { format: 'qmail-lint/image', version: 1, passwd: [], group: [] };

/** Of whole lines; behind the last one the comma may lack. */
function takeFiles(lines: Buffer, take: (file: ImageFile) => void): void {
  for (let at = 0; at < lines.length; ) {
    const newline = lines.indexOf(NEWLINE, at + PIECE);
    const end = newline < 0 ? lines.length : newline + 1;
    const text = lines.toString('utf8', at, end).replace(/,\n$/, '');
    const image = { ...EMPTY, files: parsed(`[${text}]`) };
    if (!validateImage(image)) throw new OtherLayout();
    for (const file of image.files as ImageFile[]) take(file);
    at = end;
  }
}

/** Undefined where it is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
