/** A byte string as one word of a POSIX-like shell, for the commands that a finding shows. */
import { textOf } from '../host/bytes.ts';

/** Plain where it can be, else in single quotes, else (control bytes, bytes that are not UTF-8) as `$'…'`. */
export function shellWord(bytes: string): string {
  if (/^[A-Za-z0-9_/.:@%+=,-]+$/.test(bytes)) return bytes;
  if (/^[\x20-\x7e]*$/.test(bytes)) return `'${bytes.replaceAll("'", "'\\''")}'`;
  const text = textOf(bytes);
  if (!text.includes('\\') && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  const escaped = bytes.replace(
    /[^\x20-\x7e]|['\\]/g,
    (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return `$'${escaped}'`;
}

/** As a word of the plain shell of POSIX, whatever the bytes: for a text that is itself quoted once more. */
export function quotedWord(bytes: string): string {
  return /^[A-Za-z0-9_/.:@%+=,-]+$/.test(bytes) ? bytes : `'${bytes.replaceAll("'", "'\\''")}'`;
}
