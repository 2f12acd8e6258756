/** Expansion of shell words; a value that cannot be told from files stays unknown (POSIX shell, 2.6). */
import type { Part, ShellWord } from './shell-word.ts';

/** Where a text stands. */
export interface Source {
  readonly file: string;
  readonly line?: number;
}

export interface Value {
  /** Null: set, but not known. */
  readonly text: string | null;
  /** The account of whose ids this is one (`id -u NAME`). */
  readonly account?: string;
  readonly source?: Source;
}

/** One argument as the program gets it. */
export interface Field extends Value {
  /** What is known of its beginning; the whole text where that is known. */
  readonly head: string;
  /** Unknown and not quoted, so that it may be any number of arguments. */
  readonly open: boolean;
}

export interface Surroundings {
  /** A variable, or undefined where it was never set. */
  get(name: string): Value | undefined;
  set(name: string, value: Value): void;
  /** What a command substitution gives. */
  substitute(command: string): Value;
  /** Whether a variable that this script never set may be set all the same. */
  inherits(name: string): boolean;
  /** Where the words stand that are expanded. */
  readonly source: Source;
}

interface Piece extends Value {
  readonly quoted: boolean;
}

const UNKNOWN: Value = { text: null };
const TEXT_MAX = 64 * 1024;
const BLANKS = /[ \t\n]+/;

/** The fields that one word becomes: none, one or several. */
export function expandFields(around: Surroundings, word: ShellWord): Field[] {
  const fields: Piece[][] = [];
  let current: Piece[] | null = null;
  for (const piece of flatten(around, word)) {
    const texts = piece.text === null || piece.quoted ? [piece.text] : piece.text.split(BLANKS);
    for (const [index, text] of texts.entries()) {
      if (index > 0) current = null;
      if (text === '' && !piece.quoted) continue;
      if (current === null) {
        current = [];
        fields.push(current);
      }
      current.push({ ...piece, text });
    }
  }
  return fields.map((pieces) => ({ ...join(around, pieces), head: head(pieces), open: pieces.some(isOpen) }));
}

/** The value that a word has in an assignment, where nothing is split. */
export function expandValue(around: Surroundings, word: ShellWord): Value {
  return join(around, flatten(around, word));
}

function isOpen(piece: Piece): boolean {
  return piece.text === null && !piece.quoted;
}

function head(pieces: readonly Piece[]): string {
  let text = '';
  for (const piece of pieces) {
    if (piece.text === null) break;
    text += piece.text;
  }
  return text.slice(0, TEXT_MAX);
}

function join(around: Surroundings, pieces: readonly Piece[]): Value {
  let length = 0;
  for (const piece of pieces) length += piece.text?.length ?? 0;
  const known = length <= TEXT_MAX && pieces.every((piece) => piece.text !== null);
  const text = known ? pieces.map((piece) => piece.text).join('') : null;
  // The empty text that marks the start of quotes says nothing of where a value is from.
  const telling = pieces.filter((piece) => piece.text !== '' || piece.source !== around.source);
  const [first] = telling;
  const account = telling.at(-1)?.account;
  const source = telling.length === 1 ? (first?.source ?? around.source) : around.source;
  return account === undefined ? { text, source } : { text, source, account };
}

function flatten(around: Surroundings, word: ShellWord): Piece[] {
  return word.flatMap((part) => pieces(around, part));
}

function pieces(around: Surroundings, part: Part): Piece[] {
  const { quoted } = part;
  switch (part.kind) {
    case 'text':
      return [{ text: part.text, quoted, source: around.source }];
    case 'unknown':
      return [{ ...UNKNOWN, quoted }];
    case 'command':
      return [{ ...around.substitute(part.source), quoted }];
    case 'variable':
      return variable(around, part);
  }
}

function variable(around: Surroundings, part: Part & { kind: 'variable' }): Piece[] {
  const { name, operator, operand, quoted } = part;
  const value = around.get(name) ?? (around.inherits(name) ? UNKNOWN : undefined);
  const itself: Piece = { ...(value ?? UNKNOWN), quoted };
  if (operator === '') return [itself];
  if (value?.text === null) return [itself];
  const used = value !== undefined && !(operator.startsWith(':') && value.text === '');
  switch (operator.at(-1)) {
    case '-':
      return used ? [itself] : flatten(around, operand);
    case '=': {
      if (used) return [itself];
      const assigned = expandValue(around, operand);
      around.set(name, assigned);
      return [{ ...assigned, quoted }];
    }
    case '+':
      return used ? flatten(around, operand) : [];
    default:
      return [itself];
  }
}
