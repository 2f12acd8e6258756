/** Simple commands of the shell: assignments, words and redirections (POSIX shell, 2.9.1). */
import { blanks, type Lexer, lineOf, match, redirection } from './shell-lexer.ts';
import { closingParenthesis, isMeta, literal, readWord, type ShellWord } from './shell-word.ts';

export interface Assignment {
  readonly name: string;
  readonly value: ShellWord;
  readonly line: number;
}

export interface Command {
  readonly kind: 'command';
  readonly line: number;
  readonly assignments: readonly Assignment[];
  readonly words: readonly ShellWord[];
  /** The file of `< FILE`. */
  readonly input: ShellWord | null;
}

export const UNKNOWN: ShellWord = [{ kind: 'unknown', quoted: true }];
/** What follows the name of a function where it is defined. */
export const EMPTY_PARENTHESES = /\([ \t]*\)/y;

const ASSIGNMENT = /^([A-Za-z_][A-Za-z0-9_]*)(\+?)=/;

/** Reads one simple command; the name of a function whose body follows; or null where there is neither. */
export function readCommand(lexer: Lexer): Command | string | null {
  const line = lineOf(lexer);
  const assignments: Assignment[] = [];
  const words: ShellWord[] = [];
  let input: ShellWord | null = null;
  for (;;) {
    blanks(lexer);
    const redirected = redirection(lexer);
    if (redirected !== undefined) {
      input = redirected ?? input;
      continue;
    }
    const parentheses = words.length === 1 ? match(lexer, EMPTY_PARENTHESES) : '';
    if (parentheses !== '') {
      lexer.at += parentheses.length;
      return literal(words[0] ?? []) ?? '';
    }
    const char = lexer.text.charAt(lexer.at);
    if (char === '' || isMeta(char)) break;
    const wordLine = lineOf(lexer);
    const word = readWord(lexer);
    const assignment = words.length === 0 ? asAssignment(word, wordLine) : null;
    if (assignment === null) words.push(word);
    else assignments.push(lexer.text.charAt(lexer.at) === '(' ? array(lexer, assignment) : assignment);
  }
  const empty = assignments.length === 0 && words.length === 0 && input === null;
  return empty ? null : { kind: 'command', line, assignments, words, input };
}

/** A word that starts with `NAME=` as an assignment, else null. Takes the word and its line. */
export function asAssignment(word: ShellWord, line: number): Assignment | null {
  const [first, ...others] = word;
  if (first?.kind !== 'text' || first.quoted) return null;
  const found = ASSIGNMENT.exec(first.text);
  if (found === null) return null;
  const [start, name = '', append] = found;
  if (append === '+') return { name, value: UNKNOWN, line };
  return { name, value: [{ ...first, text: first.text.slice(start.length) }, ...others], line };
}

/** `NAME=(…)` of bash. */
function array(lexer: Lexer, assignment: Assignment): Assignment {
  lexer.at = Math.min(closingParenthesis(lexer.text, lexer.at + 1) + 1, lexer.text.length);
  return { ...assignment, value: UNKNOWN };
}
