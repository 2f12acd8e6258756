/** TAI64N stamps as multilog and tai64n write them: `@` and 24 hexadecimal digits (timestamp.c, tai.h of daemontools). */

/** Characters of a stamp, without the blank after it. */
export const TAI64N_LENGTH = 25;

/** 2^62 + 10, the label of 1970-01-01 00:00:00 UTC as daemontools counts: a fixed ten seconds, no table of leap seconds. */
const EPOCH_HIGH = 0x40000000;
const EPOCH_LOW = 10;
const WORD = 0x1_0000_0000;

/** The value of a hexadecimal digit; nonsense for other bytes. */
function digit(byte: number | undefined): number {
  const code = byte ?? 0;
  return (code & 15) + (code >> 6) * 9;
}

/** Eight hexadecimal digits from `at` on. */
function word(bytes: Uint8Array, at: number): number {
  const high =
    (digit(bytes[at]) << 12) | (digit(bytes[at + 1]) << 8) | (digit(bytes[at + 2]) << 4) | digit(bytes[at + 3]);
  const low =
    (digit(bytes[at + 4]) << 12) | (digit(bytes[at + 5]) << 8) | (digit(bytes[at + 6]) << 4) | digit(bytes[at + 7]);
  return high * 0x10000 + low;
}

/** Whether all of `bytes[from, end)` are hexadecimal digits. */
function isHex(bytes: Uint8Array, from: number, end: number): boolean {
  for (let i = from; i < end; i += 1) {
    const byte = bytes[i] ?? 0;
    if (!((byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66))) return false;
  }
  return true;
}

/** Seconds since 1970 of the stamp that begins at `at`, with their fraction; NaN where none does. */
export function tai64nSeconds(bytes: Uint8Array, at = 0): number {
  if (bytes[at] !== 0x40 || !isHex(bytes, at + 1, at + TAI64N_LENGTH)) return Number.NaN;
  const high = word(bytes, at + 1);
  return (high - EPOCH_HIGH) * WORD + word(bytes, at + 9) - EPOCH_LOW + word(bytes, at + 17) / 1e9;
}
