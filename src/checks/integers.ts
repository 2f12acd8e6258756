/** Integer files as the checks of their ranges look at them. */
import { readInt, readLine } from '../qmail/control.ts';
import type { Skipped, Target } from './check.ts';
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

/** The number of an integer file; null where the file is absent, cannot be read, or has no number and so leaves the default. */
export function integerFile(target: Target, name: string): IntegerFile | Skipped | null {
  const text = controlText(target, name);
  if (text === null || typeof text !== 'string') return text;
  const value = readInt(text);
  if (value === null) return null;
  return { file: `control/${name}`, path: controlPath(target, name), value, written: readLine(text) };
}
