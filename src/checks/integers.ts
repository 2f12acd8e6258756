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

/** The number of an integer file; null where the file is absent, closed even to root, or has no number and so leaves the default. Throws CouldNotCheck. */
export function integerFile(target: Target, name: string): IntegerFile | null {
  const text = controlText(target, name);
  const value = text === null ? null : readInt(text);
  if (text === null || value === null) return null;
  return { file: `control/${name}`, path: controlPath(target, name), value, written: readLine(text) };
}
