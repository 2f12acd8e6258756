/** Which dot-qmail file answers for an extension, and what its lines say (qmail-local.c:350, 646). */
import { type Credentials, openRead, type Place, type Walk } from '../host/access.ts';
import type { Host, Stat } from '../host/host.ts';
import { lowerCase, stripTail } from './control.ts';

export type Instruction =
  | { readonly kind: 'blank' | 'comment' | 'list' | 'ignored'; readonly line: number; readonly text: string }
  | {
      readonly kind: 'maildir' | 'mbox' | 'program' | 'forward';
      readonly line: number;
      readonly text: string;
      readonly target: string;
    };

/** The instructions of a file or of the default delivery, in order. */
export function parseInstructions(text: string): Instruction[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((raw, index) => instructionOf(stripTail(raw), index + 1));
}

function instructionOf(text: string, line: number): Instruction {
  const shown = untilNul(text);
  switch (shown[0]) {
    case undefined:
      return { kind: 'blank', line, text };
    case '#':
      return { kind: 'comment', line, text };
    case '.':
    case '/':
      return { kind: text.endsWith('/') ? 'maildir' : 'mbox', line, text, target: shown };
    case '|':
      return { kind: 'program', line, text, target: shown.slice(1) };
    case '+':
      return { kind: shown === '+list' ? 'list' : 'ignored', line, text };
    case '&':
      return { kind: 'forward', line, text, target: shown.slice(1) };
    default:
      return { kind: 'forward', line, text, target: shown };
  }
}

function untilNul(text: string): string {
  const nul = text.indexOf('\0');
  return nul < 0 ? text : text.slice(0, nul);
}

/** An extension as it stands in file names: lower case, dots as colons (qmail-local.c:566). */
export function safeExt(ext: string): string {
  return lowerCase(ext).replaceAll('.', ':');
}

/** The names that are tried for an extension, first existing wins (qmail-local.c:385). */
export function candidateNames(dash: string, ext: string): string[] {
  const safe = safeExt(ext);
  const names = [`.qmail${dash}${safe}`];
  for (let i = safe.length; i >= 0; i -= 1) {
    if (i === 0 || safe[i - 1] === '-') names.push(`.qmail${dash}${safe.slice(0, i)}default`);
  }
  return names;
}

/** A file that was chosen, `none`, or a file that cannot be opened and stops the delivery. */
export type Found =
  | { readonly kind: 'file'; readonly name: string; readonly path: string; readonly stat: Stat }
  | { readonly kind: 'refused'; readonly name: string; readonly walk: Extract<Walk, { ok: false }> }
  | { readonly kind: 'none' };

/** Looks in `home` as `who`. What is not a regular file does not exist to qmail-local. Throws CouldNotCheck. */
export function findDotQmail(host: Host, who: Credentials, home: string | Place, dash: string, ext: string): Found {
  for (const name of candidateNames(dash, ext)) {
    const opened = openRead(host, who, name, home);
    if (!opened.ok && opened.errno === 'EACCES') return { kind: 'refused', name, walk: opened };
    if (opened.ok && opened.stat.type === 'file') return { kind: 'file', name, path: opened.path, stat: opened.stat };
  }
  return { kind: 'none' };
}
