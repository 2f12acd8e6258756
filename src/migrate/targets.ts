/** The right side of an alias, a line of a forward file or of an included list: addresses, programs, files, lists. */
import type { Target } from './old-mail.ts';

/** The parts between commas that are not within quotes, brackets or a comment. Linear in the length. */
export function splitList(text: string): string[] {
  const parts: string[] = [];
  let part = '';
  let quoted = false;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] as string;
    if (letter === '\\' && at + 1 < text.length) {
      if (depth === 0) part += letter + text[at + 1];
      at += 1;
      continue;
    }
    if (depth === 0 && letter === '"') quoted = !quoted;
    else if (!quoted && letter === '(') depth += 1;
    else if (!quoted && letter === ')' && depth > 0) {
      depth -= 1;
      continue;
    }
    if (depth > 0) continue;
    if (letter === ',' && !quoted) {
      parts.push(part);
      part = '';
    } else part += letter;
  }
  return [...parts, part].map((each) => each.trim()).filter((each) => each !== '');
}

/** `blanksPart`: two addresses may stand side by side with blanks alone between them (tok822_parse.c of Postfix). */
export function parseTargets(text: string, blanksPart = false): Target[] {
  const parts = splitList(text);
  return (blanksPart ? parts.flatMap(wordsOf) : parts).map(targetOf);
}

/** A name before `<address>` belongs to it, and so do blanks around `@`. */
function wordsOf(part: string): string[] {
  if (part.includes('<')) return [part];
  return part.replace(/\s*@\s*/g, '@').match(/(?:"(?:\\[\s\S]|[^"\\])*"|\\[\s\S]|[^\s"\\])+/g) ?? [part];
}

/** `|"program"`, `"|program"`, `/file`, `:include:/list`, `\name`, `Name <address>`, an address. */
export function targetOf(part: string): Target {
  const text = unquoted(part);
  if (text.startsWith('|')) return { kind: 'program', text: unquoted(text.slice(1).trim()) };
  if (/^:include:/i.test(text)) return { kind: 'include', text: unquoted(text.slice(':include:'.length).trim()) };
  if (text === '/dev/null') return { kind: 'discard', text };
  if (text.startsWith('/') && !text.includes('@')) return { kind: 'file', text };
  const bracketed = /<([^<>]*)>[^<>]*$/.exec(text)?.[1];
  const address = addressOf(bracketed ?? text);
  return address.startsWith('\\')
    ? { kind: 'address', text: address.slice(1), literal: true }
    : { kind: 'address', text: address };
}

/** Blanks around `@` go, quotes around a local part that needs none too. */
function addressOf(text: string): string {
  const plain = text.trim();
  const quoted = /^"([A-Za-z0-9._+=-]+)"(@.*)?$/.exec(plain);
  return quoted === null ? plain : `${quoted[1]}${quoted[2] ?? ''}`;
}

/** The text within quotes that stand around the whole, with its escapes undone. */
export function unquoted(text: string): string {
  if (text.length < 2 || text[0] !== '"' || text.indexOf('"', 1) < 0) return text;
  let inside = '';
  for (let at = 1; at < text.length; at += 1) {
    if (text[at] === '\\' && at + 1 < text.length) {
      inside += text[at + 1];
      at += 1;
    } else if (text[at] === '"') return at === text.length - 1 ? inside : text;
    else inside += text[at];
  }
  return text;
}
