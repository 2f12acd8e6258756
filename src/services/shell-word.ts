/** Words: quotes, `$NAME`, `${NAME:-…}`, back-ticks and `$(…)`, read but not expanded (POSIX shell, 2.2 and 2.6). */

export type Part =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | {
      readonly kind: 'variable';
      readonly name: string;
      /** `` for a plain use, else one of `- = ? +` with or without a colon before it. */
      readonly operator: string;
      readonly operand: ShellWord;
      readonly quoted: boolean;
    }
  | { readonly kind: 'command'; readonly source: string; readonly quoted: boolean }
  /** A form whose value is not told from files: positional parameters, arithmetic, `${NAME%…}`. */
  | { readonly kind: 'unknown'; readonly quoted: boolean };

export type ShellWord = readonly Part[];

/** A place in a text. */
export interface Cursor {
  readonly text: string;
  at: number;
}

const DEPTH_MAX = 32;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const OPERATOR = /:?[-=?+]/y;
const META = new Set([' ', '\t', '\n', ';', '&', '|', '<', '>', '(', ')']);

type Mode = 'word' | 'double' | 'brace';

/** Whether a word ends before this character. A carriage return is an ordinary character, as for the shell. */
export function isMeta(char: string): boolean {
  return META.has(char);
}

/** Reads one word at the cursor, which may be empty where no word starts. Never throws. */
export function readWord(cursor: Cursor): ShellWord {
  const parts: Part[] = [];
  readParts(cursor, 'word', false, 0, parts);
  return parts;
}

/** The text of a word that needs no expansion, else null. */
export function literal(word: ShellWord): string | null {
  let text = '';
  for (const part of word) {
    if (part.kind !== 'text') return null;
    text += part.text;
  }
  return text;
}

function readParts(cursor: Cursor, mode: Mode, quoted: boolean, depth: number, parts: Part[]): void {
  if (depth > DEPTH_MAX) {
    cursor.at = cursor.text.length;
    parts.push({ kind: 'unknown', quoted });
    return;
  }
  let run = '';
  const flush = () => {
    if (run !== '') parts.push({ kind: 'text', text: run, quoted });
    run = '';
  };
  const { text } = cursor;
  while (cursor.at < text.length) {
    const char = text.charAt(cursor.at);
    if (mode === 'word' && isMeta(char)) break;
    if ((mode === 'double' && char === '"') || (mode === 'brace' && char === '}')) break;
    if (char === '\\') {
      const next = text.charAt(cursor.at + 1);
      cursor.at = Math.min(cursor.at + 2, text.length);
      if (next === '\n') continue;
      if (quoted) run += isEscapable(next, mode) ? next : `\\${next}`;
      else {
        flush();
        parts.push({ kind: 'text', text: next, quoted: true });
      }
    } else if (char === "'" && !quoted) {
      flush();
      parts.push({ kind: 'text', text: singleQuoted(cursor), quoted: true });
    } else if (char === '"') {
      flush();
      parts.push({ kind: 'text', text: '', quoted: true });
      cursor.at += 1;
      readParts(cursor, 'double', true, depth + 1, parts);
      cursor.at += 1;
    } else if (char === '`') {
      flush();
      parts.push({ kind: 'command', source: backTicks(cursor, quoted), quoted });
    } else if (char === '$') {
      const part = readDollar(cursor, quoted, depth);
      if (part === null) run += '$';
      else {
        flush();
        parts.push(part);
      }
    } else {
      run += char;
      cursor.at += 1;
    }
  }
  cursor.at = Math.min(cursor.at, text.length);
  flush();
}

function isEscapable(char: string, mode: Mode): boolean {
  return char === '$' || char === '`' || char === '"' || char === '\\' || (mode === 'brace' && char === '}');
}

function singleQuoted(cursor: Cursor): string {
  const start = cursor.at + 1;
  const end = cursor.text.indexOf("'", start);
  const stop = end === -1 ? cursor.text.length : end;
  cursor.at = Math.min(stop + 1, cursor.text.length);
  return cursor.text.slice(start, stop);
}

function backTicks(cursor: Cursor, quoted: boolean): string {
  let source = '';
  cursor.at += 1;
  while (cursor.at < cursor.text.length && cursor.text.charAt(cursor.at) !== '`') {
    const char = cursor.text.charAt(cursor.at);
    const next = cursor.text.charAt(cursor.at + 1);
    if (char === '\\' && (next === '`' || next === '\\' || next === '$' || (quoted && next === '"'))) {
      source += next;
      cursor.at += 2;
    } else {
      source += char;
      cursor.at += 1;
    }
  }
  cursor.at = Math.min(cursor.at + 1, cursor.text.length);
  return source;
}

/** What follows a `$`, or null (and one step on) where the `$` stands for itself. */
function readDollar(cursor: Cursor, quoted: boolean, depth: number): Part | null {
  const next = cursor.text.charAt(cursor.at + 1);
  if (next === '(') {
    const start = cursor.at + 2;
    cursor.at = closingParenthesis(cursor.text, start);
    const source = cursor.text.slice(start, cursor.at);
    cursor.at = Math.min(cursor.at + 1, cursor.text.length);
    return source.startsWith('(') ? { kind: 'unknown', quoted } : { kind: 'command', source, quoted };
  }
  if (next === '{') return readBraces(cursor, quoted, depth);
  const name = nameAt(cursor.text, cursor.at + 1);
  if (name !== '') {
    cursor.at += 1 + name.length;
    return { kind: 'variable', name, operator: '', operand: [], quoted };
  }
  if (/[0-9@*#?$!-]/.test(next)) {
    cursor.at += 2;
    // `"$@"` is any number of words, quoted or not.
    return { kind: 'unknown', quoted: quoted && next !== '@' };
  }
  // $'…' is one more way to quote in bash, and a plain `$` before quotes in others.
  if (next === "'" && !quoted) {
    cursor.at += 1;
    singleQuoted(cursor);
    return { kind: 'unknown', quoted: true };
  }
  cursor.at += 1;
  return null;
}

function readBraces(cursor: Cursor, quoted: boolean, depth: number): Part {
  cursor.at += 2;
  const name = nameAt(cursor.text, cursor.at);
  cursor.at += name.length;
  OPERATOR.lastIndex = cursor.at;
  const operator = OPERATOR.exec(cursor.text)?.[0] ?? '';
  cursor.at += operator.length;
  const plain = operator === '' && cursor.text.charAt(cursor.at) === '}';
  const operand: Part[] = [];
  readParts(cursor, 'brace', quoted, depth + 1, operand);
  const closed = cursor.text.charAt(cursor.at) === '}';
  cursor.at = Math.min(cursor.at + 1, cursor.text.length);
  if (!closed || name === '' || (operator === '' && !plain)) return { kind: 'unknown', quoted };
  return { kind: 'variable', name, operator, operand, quoted };
}

function nameAt(text: string, at: number): string {
  NAME.lastIndex = at;
  return NAME.exec(text)?.[0] ?? '';
}

/** Where the `)` is that closes what was opened before `start`, else the end of the text. */
export function closingParenthesis(text: string, start: number): number {
  const open: string[] = ['('];
  let at = start;
  for (; at < text.length; at += 1) {
    const char = text.charAt(at);
    const inQuotes = open.at(-1) === '"';
    if (char === '\\') at += 1;
    else if (char === '"') {
      if (inQuotes) open.pop();
      else open.push('"');
    } else if (inQuotes && !(char === '(' && text.charAt(at - 1) === '$')) continue;
    else if (char === "'" || char === '`') {
      const end = text.indexOf(char, at + 1);
      if (end === -1) return text.length;
      at = end;
    } else if (char === '(') open.push('(');
    else if (char === ')') {
      open.pop();
      if (open.length === 0) return at;
    }
  }
  return text.length;
}
