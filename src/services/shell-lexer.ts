/** Below commands: lines, blanks, comments, here-documents and redirections (POSIX shell, 2.3 and 2.7). */
import { type Cursor, literal, readWord, type ShellWord } from './shell-word.ts';

export interface Lexer extends Cursor {
  /** Where each line ends. */
  readonly lineEnds: readonly number[];
  readonly firstLine: number;
  /** Here-documents whose text starts after the next line end. */
  heredocs: { readonly end: string; readonly tabs: boolean }[];
}

const REDIRECTION = /\d*(?:<<<|<<-|<<|<&|<>|<|>>|>&|>\||&>>|&>|>)/y;
const HEREDOC = /^\d*<<-?$/;

/** A lexer at the start of `text`, whose first line has the number `firstLine`. */
export function lexer(text: string, firstLine: number): Lexer {
  const lineEnds: number[] = [];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lineEnds.push(at);
  return { text, at: 0, lineEnds, firstLine, heredocs: [] };
}

/** The number of the line on which the lexer stands. */
export function lineOf(lexer: Lexer): number {
  let low = 0;
  let high = lexer.lineEnds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lexer.lineEnds[middle] ?? 0) < lexer.at) low = middle + 1;
    else high = middle;
  }
  return lexer.firstLine + low;
}

/** What the sticky `pattern` matches here, or an empty string. */
export function match(lexer: Lexer, pattern: RegExp): string {
  pattern.lastIndex = lexer.at;
  return pattern.exec(lexer.text)?.[0] ?? '';
}

/** Steps over blanks, joined lines and a comment, but not over the end of the line. */
export function blanks(lexer: Lexer): void {
  const { text } = lexer;
  for (; lexer.at < text.length; lexer.at += 1) {
    const char = text.charAt(lexer.at);
    if (char === '\\' && text.charAt(lexer.at + 1) === '\n') lexer.at += 1;
    else if (char === '#') {
      const end = text.indexOf('\n', lexer.at);
      lexer.at = end === -1 ? text.length : end;
      return;
    } else if (char !== ' ' && char !== '\t') return;
  }
}

/** Steps over line ends too, and over the here-documents that wait for one. */
export function newlines(lexer: Lexer): void {
  blanks(lexer);
  while (lexer.text.charAt(lexer.at) === '\n') {
    lexer.at += 1;
    for (const { end, tabs } of lexer.heredocs) skipHeredoc(lexer, end, tabs);
    lexer.heredocs = [];
    blanks(lexer);
  }
}

function skipHeredoc(lexer: Lexer, end: string, tabs: boolean): void {
  while (lexer.at < lexer.text.length) {
    const newline = lexer.text.indexOf('\n', lexer.at);
    const stop = newline === -1 ? lexer.text.length : newline;
    const line = lexer.text.slice(lexer.at, stop);
    lexer.at = Math.min(stop + 1, lexer.text.length);
    if ((tabs ? line.replace(/^\t+/, '') : line) === end) return;
  }
}

/**
 * Steps over a redirection, if there is one here. Returns the file of `< FILE`, null for any other redirection, and
 * undefined where there is none.
 */
export function redirection(lexer: Lexer): ShellWord | null | undefined {
  const operator = match(lexer, REDIRECTION);
  if (operator === '') return undefined;
  lexer.at += operator.length;
  blanks(lexer);
  const operand = readWord(lexer);
  if (HEREDOC.test(operator)) {
    lexer.heredocs.push({ end: literal(operand) ?? '', tabs: operator.endsWith('-') });
  }
  return operator === '<' || operator === '0<' ? operand : null;
}
