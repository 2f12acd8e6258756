/** Breaks text into lines of a width in terminal columns; a word that is longer than a line is cut. */
import stringWidth from 'string-width';
import type { Look } from './format.ts';

/** Characters that may not begin a line of Japanese. */
const NOT_FIRST = '、。，．）」』】・：；！？ー';
/** And those that may not end one. */
const NOT_LAST = '（「『【';

export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => wrapLine(line, Math.max(width, 10)));
}

/** What qmail writes, or what else somebody may look for with grep(1): folded on a terminal alone. */
export function wrapQuote(text: string, width: number, { piped = false }: Pick<Look, 'piped'>): string[] {
  return piped ? text.split('\n') : wrap(text, width);
}

function wrapLine(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  let placed: string[] = [];
  for (const piece of pieces(text)) {
    if (stringWidth(line + piece) <= width || stringWidth(piece) > width) {
      placed.push(piece);
      line += piece;
    } else {
      const carried = carriedWith(piece, placed);
      const full = placed
        .slice(0, placed.length - carried.length)
        .join('')
        .trimEnd();
      if (full !== '') lines.push(full);
      const [first = '', ...others] = [...carried, piece];
      placed = [first.trimStart(), ...others];
      line = placed.join('');
    }
    while (isWider(line, width)) {
      const head = headOf(line, width);
      lines.push(head);
      line = line.slice(head.length);
      placed = [line];
    }
  }
  lines.push(line.trimEnd());
  return lines;
}

/** What goes to the next line with a piece, so that neither line begins or ends with what may not; nothing where that would be all. */
function carriedWith(piece: string, placed: readonly string[]): readonly string[] {
  let at = placed.length;
  let next = piece;
  while (at > 0 && (isOf(NOT_FIRST, next.slice(0, 1)) || isOf(NOT_LAST, placed[at - 1]?.slice(-1)))) {
    at -= 1;
    next = placed[at] ?? '';
  }
  return at === 0 ? [] : placed.slice(at);
}

function isOf(characters: string, one: string | undefined): boolean {
  return one !== undefined && one !== '' && characters.includes(one);
}

/** Few characters take no column, so that what is much longer need not be measured to its end. */
function isWider(text: string, width: number): boolean {
  return text.length > 4 * width + 100 || stringWidth(text) > width;
}

/** Words with the blanks before them; each wide character is a piece of its own. */
function pieces(text: string): string[] {
  return text.match(/\s*[\u3000-\u9fff\uff00-\uffef]|\s*[^\s\u3000-\u9fff\uff00-\uffef]+|\s+$/g) ?? [];
}

/** The beginning of a text that fits into so many columns. */
export function headOf(text: string, width: number): string {
  const ascii = text.slice(0, width);
  if (/^[\x20-\x7e]*$/.test(ascii)) return ascii;
  let head = '';
  for (const character of text) {
    if (stringWidth(head + character) > width) break;
    head += character;
  }
  return head === '' ? text.slice(0, 1) : head;
}

/** A shell command over several lines that can be pasted as they stand; one that is not plainly words stays whole. */
export function wrapCommand(command: string, width: number): string[] {
  const words = command.match(SHELL_WORD) ?? [];
  if (stringWidth(command) <= width || words.join(' ') !== command || words.some((word) => word.startsWith('#')))
    return [command];
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && stringWidth(longer) > width - 2) {
      lines.push(`${line} \\`);
      line = `  ${word}`;
    } else line = longer;
  }
  return [...lines, line];
}

/** What the shell takes as one word, with its quotes. */
const SHELL_WORD = /(?:\$'(?:\\.|[^'\\])*'|'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\])+/gs;
