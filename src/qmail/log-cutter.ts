/** Cuts chunks of bytes into lines without copying them. */

/** What is longer is no line of a log: qmail-send's reports have at most 10000 bytes (qmail-send.c:83). */
const LINE_LIMIT = 64 * 1024;
const CR = 0x0d;
const NEWLINE = 0x0a;

export interface LineCutter {
  push(chunk: Buffer): void;
  /** The end: what stands without a line end is a line. */
  end(): void;
}

/** A line as a place in bytes and in the same bytes as text, one character a byte. */
export type OnLine = (bytes: Uint8Array, text: string, from: number, end: number) => void;

/**
 * `line` gets each line without its line end and without NULs before it; lines that are empty or longer than a line can be
 * are left out.
 */
export function lineCutter(line: OnLine): LineCutter {
  let carry: Buffer | null = null;
  let skipping = false;
  const give = (bytes: Uint8Array, text: string, start: number, stop: number) => {
    let from = start;
    let end = stop;
    if (end > from && bytes[end - 1] === CR) end -= 1;
    while (from < end && bytes[from] === 0) from += 1;
    if (end > from) line(bytes, text, from, end);
  };
  const whole = (bytes: Buffer) => give(bytes, bytes.toString('latin1'), 0, bytes.length);
  const keep = (rest: Buffer) => {
    const kept: Buffer = carry === null ? Buffer.from(rest) : Buffer.concat([carry, rest]);
    skipping ||= kept.length > LINE_LIMIT;
    carry = skipping ? null : kept;
  };
  /** Ends the line that was carried over; where the next one begins, or -1. */
  const first = (chunk: Buffer): number => {
    const newline = chunk.indexOf(NEWLINE);
    if (newline < 0) {
      if (!skipping) keep(chunk);
      return -1;
    }
    if (!skipping && carry !== null) whole(Buffer.concat([carry, chunk.subarray(0, newline)]));
    carry = null;
    skipping = false;
    return newline + 1;
  };
  return {
    push: (chunk) => {
      let from = carry === null && !skipping ? 0 : first(chunk);
      if (from < 0) return;
      const text = chunk.toString('latin1');
      for (let newline = text.indexOf('\n', from); newline >= 0; newline = text.indexOf('\n', from)) {
        give(chunk, text, from, newline);
        from = newline + 1;
      }
      if (from < chunk.length) keep(chunk.subarray(from));
    },
    end: () => {
      if (carry !== null) whole(carry);
      carry = null;
      skipping = false;
    },
  };
}
