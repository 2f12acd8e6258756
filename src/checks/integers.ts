/** Integer files as the checks of their ranges look at them. */
import { readInt, readLine } from '../qmail/control.ts';
import type { Target } from './check.ts';
import { controlPath, controlText } from './text.ts';

export interface IntegerFile {
  /** `control/NAME`. */
  readonly file: string;
  readonly path: string;
  /** As qmail's int holds it (control.c:86). */
  readonly value: number;
  /** The first line as it stands, without blanks at its end. */
  readonly written: string;
}

/** A negative int is a huge number to them, which is what was meant. */
const UNSIGNED = ['databytes', 'concurrencylocal', 'concurrencyremote'];

/** What became of digits that an int cannot hold (control.c:86); null where it is the number that they say. */
export function overflowOf(
  name: string,
  written: string,
): { readonly kind: 'other' | 'unsigned'; readonly digits: string; readonly number: number } | null {
  const digits = /^[0-9]+/.exec(written)?.[0];
  const number = readInt(written);
  if (digits === undefined || number === null || String(number) === (digits.replace(/^0+/, '') || '0')) return null;
  return { kind: UNSIGNED.includes(name) && number < 0 ? 'unsigned' : 'other', digits, number };
}

/**
 * The number of an integer file; null where the file is absent, closed even to root, or has no number and so leaves the default. What
 * overflowed into another number is a matter of control/integer-overflow alone. Throws CouldNotCheck.
 */
export function integerFile(target: Target, name: string): IntegerFile | null {
  const text = controlText(target, name);
  const value = text === null ? null : readInt(text);
  if (text === null || value === null || overflowOf(name, readLine(text))?.kind === 'other') return null;
  return { file: `control/${name}`, path: controlPath(target, name), value, written: readLine(text) };
}
