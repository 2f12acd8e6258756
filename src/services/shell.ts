/**
 * A reader of sh scripts: splits a text into simple commands with their lines, and says which of them are conditional.
 * Nothing is executed, nothing is expanded, and any bytes at all give an answer.
 */
import { type Command, EMPTY_PARENTHESES, readCommand, UNKNOWN } from './shell-command.ts';
import { blanks, type Lexer, lexer, lineOf, match, newlines, redirection } from './shell-lexer.ts';
import { closingParenthesis, literal, readWord, type ShellWord } from './shell-word.ts';

/**
 * `choice`: branches of which at most one runs (`if`, `case`, what follows `&&` or `||`); `loop`: runs any number of
 * times; `subshell`: `( )`, a part of a pipeline; `background`: a subshell that nobody waits for (`&`); `function`: runs when it is called.
 */
export type Scope = 'choice' | 'loop' | 'subshell' | 'background' | 'function';

export type Step =
  | Command
  | { readonly kind: 'open'; readonly scope: Scope; readonly name: string; readonly line: number }
  /** The next branch of a `choice` starts. */
  | { readonly kind: 'branch' }
  /** `exhaustive`: one of the branches of the `choice` ran (there was an `else` or a `*)`). */
  | { readonly kind: 'close'; readonly exhaustive: boolean };

export interface Script {
  readonly steps: readonly Step[];
  /** False where something was met that this reader does not understand. */
  readonly complete: boolean;
}

interface Parser extends Lexer {
  readonly steps: Step[];
  depth: number;
  complete: boolean;
}

const DEPTH_MAX = 48;
const RESERVED = /(?:if|then|elif|else|fi|while|until|for|select|do|done|case|esac|function|[{}!])(?=[\s;&|()<>]|$)/y;
const IN = /in(?=[\s;])/y;
const OPERATOR = /;;&?|;&|&&|\|\||\|&|[;&|()]/y;

/**
 * Reads a script. Takes its text (one character a byte) and the number of its first line; never throws.
 * Grammar: POSIX shell, sections 2.3 to 2.10, as far as scripts that start services use it.
 */
export function parseShell(text: string, firstLine = 1): Script {
  const parser: Parser = { ...lexer(text, firstLine), steps: [], depth: 0, complete: true };
  list(parser, []);
  return { steps: parser.steps, complete: parser.complete };
}

/** Reads commands up to one of `ends`, which is stepped over and returned; an empty string at the end of the text. */
function list(parser: Parser, ends: readonly string[]): string {
  parser.depth += 1;
  if (parser.depth > DEPTH_MAX) giveUp(parser);
  let end = '';
  for (;;) {
    newlines(parser);
    if (parser.at >= parser.text.length) break;
    end =
      [match(parser, RESERVED), match(parser, OPERATOR)].find((token) => token !== '' && ends.includes(token)) ?? '';
    if (end !== '') {
      parser.at += end.length;
      break;
    }
    const before = parser.at;
    andOr(parser);
    if (parser.at === before) {
      const stray = match(parser, OPERATOR);
      if (stray !== ';') parser.complete = false;
      parser.at += Math.max(stray.length, 1);
    }
  }
  if (end === '' && ends.length > 0) parser.complete = false;
  parser.depth -= 1;
  return end;
}

function giveUp(parser: Parser): void {
  parser.at = parser.text.length;
  parser.complete = false;
}

function open(parser: Parser, scope: Scope, name = ''): void {
  parser.steps.push({ kind: 'open', scope, name, line: lineOf(parser) });
}

function close(parser: Parser, exhaustive = false): void {
  parser.steps.push({ kind: 'close', exhaustive });
}

/** Puts what was read since `start` into a subshell. */
function enclose(parser: Parser, start: number, scope: Scope = 'subshell'): void {
  const inner = parser.steps.splice(start);
  open(parser, scope);
  for (const step of inner) parser.steps.push(step);
  close(parser);
}

function andOr(parser: Parser): void {
  const start = parser.steps.length;
  pipeline(parser);
  let conditional = false;
  for (;;) {
    blanks(parser);
    const operator = match(parser, OPERATOR);
    if (operator !== '&&' && operator !== '||') {
      if (conditional) close(parser);
      if (operator === '&') enclose(parser, start, 'background');
      if (operator === '&' || operator === ';') parser.at += 1;
      return;
    }
    parser.at += 2;
    if (!conditional) open(parser, 'choice');
    conditional = true;
    newlines(parser);
    pipeline(parser);
  }
}

function pipeline(parser: Parser): void {
  if (match(parser, RESERVED) === '!') parser.at += 1;
  blanks(parser);
  let start = parser.steps.length;
  let piped = false;
  command(parser);
  for (;;) {
    blanks(parser);
    const operator = match(parser, OPERATOR);
    const more = operator === '|' || operator === '|&';
    if (piped || more) enclose(parser, start);
    if (!more) return;
    piped = true;
    parser.at += operator.length;
    newlines(parser);
    start = parser.steps.length;
    command(parser);
  }
}

function command(parser: Parser): void {
  const word = match(parser, RESERVED);
  const compound = COMPOUND[word] ?? (parser.text.charAt(parser.at) === '(' ? parentheses : undefined);
  if (compound === undefined) {
    const found = readCommand(parser);
    if (typeof found === 'string') functionBody(parser, found);
    else if (found !== null) parser.steps.push(found);
    return;
  }
  parser.at += word.length;
  compound(parser);
  redirections(parser);
}

const COMPOUND: Readonly<Record<string, ((parser: Parser) => void) | undefined>> = {
  if: ifClause,
  while: whileClause,
  until: whileClause,
  for: forClause,
  select: forClause,
  case: caseClause,
  function: functionKeyword,
  '{': (parser) => list(parser, ['}']),
};

function parentheses(parser: Parser): void {
  parser.at += 1;
  open(parser, 'subshell');
  list(parser, [')']);
  close(parser);
}

function ifClause(parser: Parser): void {
  list(parser, ['then']);
  open(parser, 'choice');
  let end = list(parser, ['elif', 'else', 'fi']);
  let exhaustive = false;
  while (end === 'elif' || end === 'else') {
    exhaustive = end === 'else';
    parser.steps.push({ kind: 'branch' });
    if (end === 'elif') list(parser, ['then']);
    end = list(parser, ['elif', 'else', 'fi']);
  }
  close(parser, exhaustive);
}

function whileClause(parser: Parser): void {
  open(parser, 'loop');
  list(parser, ['do']);
  list(parser, ['done']);
  close(parser);
}

function forClause(parser: Parser): void {
  blanks(parser);
  const line = lineOf(parser);
  const name = literal(readWord(parser)) ?? '';
  newlines(parser);
  // `in WORD…`, which is expanded once; without it, `do` follows.
  if (match(parser, IN) !== '') {
    const found = readCommand(parser);
    if (typeof found === 'object' && found !== null) expanded(parser, found.line, found.words.slice(1));
  }
  open(parser, 'loop');
  const assignments = [{ name, value: UNKNOWN, line }];
  parser.steps.push({ kind: 'command', line, assignments, words: [], input: null });
  list(parser, ['do']);
  list(parser, ['done']);
  close(parser);
}

/** Words that are expanded and no command, which an expansion may set variables by. */
function expanded(parser: Parser, line: number, words: readonly ShellWord[]): void {
  const nothing: ShellWord = [{ kind: 'text', text: ':', quoted: true }];
  parser.steps.push({ kind: 'command', line, assignments: [], words: [nothing, ...words], input: null });
}

function caseClause(parser: Parser): void {
  blanks(parser);
  expanded(parser, lineOf(parser), [readWord(parser)]);
  newlines(parser);
  readWord(parser);
  open(parser, 'choice');
  let exhaustive = false;
  for (let first = true; ; first = false) {
    newlines(parser);
    if (parser.at >= parser.text.length) break;
    if (match(parser, RESERVED) === 'esac') {
      parser.at += 4;
      break;
    }
    if (!first) parser.steps.push({ kind: 'branch' });
    const pattern = casePattern(parser);
    exhaustive ||= pattern === '*';
    if (list(parser, [';;', ';&', ';;&', 'esac']) === 'esac') break;
  }
  close(parser, exhaustive);
}

function casePattern(parser: Parser): string {
  if (parser.text.charAt(parser.at) === '(') parser.at += 1;
  const start = parser.at;
  parser.at = closingParenthesis(parser.text, start);
  const pattern = parser.text.slice(start, parser.at).trim();
  parser.at = Math.min(parser.at + 1, parser.text.length);
  return pattern;
}

function functionKeyword(parser: Parser): void {
  blanks(parser);
  const name = literal(readWord(parser));
  blanks(parser);
  parser.at += match(parser, EMPTY_PARENTHESES).length;
  functionBody(parser, name ?? '');
}

function functionBody(parser: Parser, name: string): void {
  open(parser, 'function', name);
  newlines(parser);
  parser.depth += 1;
  if (parser.depth > DEPTH_MAX) giveUp(parser);
  command(parser);
  parser.depth -= 1;
  close(parser);
}

function redirections(parser: Parser): void {
  do blanks(parser);
  while (redirection(parser) !== undefined);
}
