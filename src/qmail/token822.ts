/** The RFC 822 tokens of a header field as qmail-inject reads and writes them, as far as the names in control files need them (token822.c). */

/** `special` is one of `. , @ < > : ;`. The text of a comment, quoted string or literal stands without its marks. */
export interface Token {
  readonly kind: 'atom' | 'quote' | 'literal' | 'comment' | 'special';
  readonly text: string;
}

/** The mark that opens something which does not end. */
export interface Unclosed {
  readonly unclosed: '(' | '"' | '[';
}

const BLANKS = ' \t\r\n';
const SPECIALS = '.,@<>:;';
const ENDS_ATOM = `${BLANKS}${SPECIALS}("[`;

/** The tokens of a line, blanks between them dropped; Unclosed where a comment, quoted string or literal has no end (token822.c:238). */
export function tokens822(line: string): readonly Token[] | Unclosed {
  const tokens: Token[] = [];
  let at = 0;
  while (at < line.length) {
    const char = line.charAt(at);
    if (BLANKS.includes(char)) at += 1;
    else if (SPECIALS.includes(char)) {
      tokens.push({ kind: 'special', text: char });
      at += 1;
    } else if (char === '(' || char === '"' || char === '[') {
      const found = enclosed(line, at, char);
      if (found === null) return { unclosed: char };
      tokens.push(found.token);
      at = found.next;
    } else {
      const found = atom(line, at);
      tokens.push(found.token);
      at = found.next;
    }
  }
  return tokens;
}

interface Found {
  readonly token: Token;
  readonly next: number;
}

const ENDS = { '(': ')', '"': '"', '[': ']' } as const;
const KINDS = { '(': 'comment', '"': 'quote', '[': 'literal' } as const;

/** Comments nest; a backslash takes the next byte as it is. */
function enclosed(line: string, start: number, open: keyof typeof ENDS): Found | null {
  let text = '';
  let depth = 1;
  for (let at = start + 1; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (char === '\\') {
      at += 1;
      text += line.charAt(at);
      continue;
    }
    if (char === ENDS[open]) depth -= 1;
    else if (open === '(' && char === '(') depth += 1;
    if (depth === 0) return { token: { kind: KINDS[open], text }, next: at + 1 };
    text += char;
  }
  return null;
}

/** A byte behind a backslash belongs to the atom, a dot too. What may not stand in an atom makes it a quoted string. */
function atom(line: string, start: number): Found {
  let text = '';
  let at = start;
  for (; at < line.length && !ENDS_ATOM.includes(line.charAt(at)); at += 1) {
    if (line.charAt(at) === '\\') at += 1;
    text += line.charAt(at);
  }
  return { token: { kind: /[^\x20-\x7e]|[)\]\\]/.test(text) ? 'quote' : 'atom', text }, next: at };
}

/** What goes into the envelope: comments and quotation marks are gone. */
export function bare822(tokens: readonly Token[]): string {
  return tokens
    .filter(({ kind }) => kind !== 'comment')
    .map(({ kind, text }) => (kind === 'literal' ? `[${text}]` : text))
    .join('');
}

/** What stands in the header field. */
export function written822(tokens: readonly Token[]): string {
  return tokens.map((token, index) => (needsBlank(tokens[index - 1], token) ? ' ' : '') + marked(token)).join('');
}

function needsBlank(before: Token | undefined, token: Token): boolean {
  if (before === undefined) return false;
  if (isSpecial(before, ',') || isSpecial(before, ':') || isSpecial(token, '<')) return true;
  return before.kind !== 'special' && token.kind !== 'special';
}

function marked({ kind, text }: Token): string {
  switch (kind) {
    case 'quote':
      return `"${escaped(text)}"`;
    case 'literal':
      return `[${escaped(text)}]`;
    case 'comment':
      return `(${escaped(text)})`;
    default:
      return text;
  }
}

function escaped(text: string): string {
  return text.replace(/["()[\]\\\r\n]/g, '\\$&');
}

export function isSpecial({ kind, text }: Token, special: string): boolean {
  return kind === 'special' && text === special;
}
