/** The control files of qmail-inject as checks look at them. */
import { type InjectName, type InjectNames, readInjectNames } from '../qmail/inject.ts';
import type { Target } from './check.ts';
import { controlPath } from './text.ts';

/** Null where one of them cannot be read even by root, of which other rules speak. Throws CouldNotCheck. */
export function injectNames(target: Target): InjectNames | null {
  return readInjectNames((name) => target.control(name));
}

/** The file that has the value; null where it is compiled in. */
export function namePath(target: Target, { from }: InjectName): string | null {
  return from === null ? null : controlPath(target, from);
}

/** A value of a file of its own that the rules on all files of one line have nothing against: bytes, blanks and comments aside. */
export function isPlain({ name, from, value }: InjectName): boolean {
  return from === name && value !== '' && !value.startsWith('#') && !/[^\t\r\x20-\x7e]/.test(value);
}
