/** Forward lines whose text was not meant to be taken literally, as qmail-local does (qmail-local.c:679-685). */
import { isPathAsForward } from './default-delivery.ts';

export type Oddity = 'indented' | 'empty' | 'blank' | 'brackets' | 'comment' | 'several' | 'inside';

/** Whether rules about the text of lines tell of a forward to `target`. */
export function isMistyped(target: string): boolean {
  const line = { kind: 'forward', line: 1, text: target, target } as const;
  return target.endsWith('\r') || oddity(target, target) !== null || isPathAsForward(line);
}

/** What makes it no address; null for what may be one. */
export function oddity(text: string, target: string): Oddity | null {
  if (/^[ \t]/.test(text)) return 'indented';
  if (target === '') return 'empty';
  if (/^[ \t]/.test(target)) return 'blank';
  if (/<[^<>]*>$/.test(target)) return 'brackets';
  if (target.startsWith('"')) return null;
  if (/[ \t]#/.test(target) || /[ \t]\(.*\)$/.test(target)) return 'comment';
  if (isList(target)) return 'several';
  return /[ \t]/.test(target) ? 'inside' : null;
}

const PLAIN = /^&?[A-Za-z0-9._+=-]+(@[A-Za-z0-9.-]+)?$/;

/** Several addresses, by commas, semicolons or blanks; or one with a comma after it. */
function isList(target: string): boolean {
  const parts = target.split(/[,; \t]+/).filter((part) => part !== '');
  if (!/[,; \t]/.test(target) || !parts.every((part) => PLAIN.test(part))) return false;
  return parts.every((part) => part.includes('@')) || /[,;]([ \t]|$)/.test(target);
}
