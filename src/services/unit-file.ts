/** The syntax of unit files: entries, quoted words, command lines (systemd.syntax(7), systemd.service(5)). */
import type { Field } from './expand.ts';
import { joinedLines } from './lines.ts';
import { knownField } from './run.ts';
import type { ScriptFile } from './script-file.ts';
import type { At } from './wrappers.ts';

export interface Entry {
  readonly section: string;
  readonly key: string;
  readonly value: string;
  readonly file: string;
  readonly line: number;
}

/** A word as it is written; `text` without quotes and escapes. */
export interface UnitWord {
  readonly text: string;
  readonly quoted: boolean;
}

const DOLLAR = /\$\$|\$\{([A-Za-z_]\w*)\}/;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['s', ' '],
  ['t', '\t'],
  ['v', '\v'],
]);

/** The assignments of a unit file in their order. A backslash at the end of a line stands for a blank. */
export function unitEntries({ path, text }: ScriptFile): Entry[] {
  const entries: Entry[] = [];
  let section = '';
  for (const { line, text: joined } of joinedLines(text, ' ', (raw) => /^\s*[#;]/.test(raw))) {
    const entry = joined.trim();
    const equals = entry.indexOf('=');
    if (entry.startsWith('[')) section = entry.replace(/^\[|\]$/g, '');
    else if (equals > 0) {
      entries.push({
        section,
        key: entry.slice(0, equals).trim(),
        value: entry.slice(equals + 1).trim(),
        file: path,
        line,
      });
    }
  }
  return entries;
}

/** Splits at blanks; quotes and C escapes are taken away. */
export function unitWords(value: string): UnitWord[] {
  const words: UnitWord[] = [];
  let text = '';
  let started = false;
  let quoted = false;
  let quote = '';
  const finish = () => {
    if (started) words.push({ text, quoted });
    text = '';
    started = quoted = false;
  };
  for (let at = 0; at < value.length; at += 1) {
    const char = value.charAt(at);
    if (quote === '' && (char === ' ' || char === '\t')) {
      finish();
      continue;
    }
    started = true;
    if (char === '\\') {
      const [unescaped, length] = unescapeAt(value, at + 1);
      text += unescaped;
      at += length;
    } else if (char === quote) quote = '';
    else if (quote === '' && (char === '"' || char === "'")) {
      quote = char;
      quoted = true;
    } else text += char;
  }
  finish();
  return words;
}

/** What an escape stands for, and how many characters follow its backslash. */
function unescapeAt(value: string, at: number): [string, number] {
  const char = value.charAt(at);
  const hex = /^x[0-9A-Fa-f]{2}/.exec(value.slice(at, at + 3))?.[0];
  if (hex !== undefined) return [String.fromCharCode(Number.parseInt(hex.slice(1), 16)), 3];
  const octal = /^[0-3][0-7]{2}/.exec(value.slice(at, at + 3))?.[0];
  if (octal !== undefined) return [String.fromCharCode(Number.parseInt(octal, 8)), 3];
  return [ESCAPES.get(char) ?? char, char === '' ? 0 : 1];
}

/** Replaces `%%`; null where another specifier makes the text unknown. */
export function withoutSpecifiers(text: string): string | null {
  return /%[^%]/.test(text.replaceAll('%%', '')) ? null : text.replaceAll('%%', '%');
}

/**
 * The arguments that the words of a command line become: `$NAME` alone is split at blanks, `${NAME}` is put in place,
 * `$$` is a dollar. `lookup` gives null for what is not known.
 */
export function commandFields(words: readonly UnitWord[], lookup: (name: string) => string | null, at: At): Field[] {
  return words.flatMap((word) => {
    const alone = word.quoted ? undefined : /^\$([A-Za-z_]\w*)$/.exec(word.text)?.[1];
    if (alone !== undefined) {
      const value = lookup(alone);
      if (value === null) return [{ text: null, head: '', open: true }];
      return value.split(/\s+/).flatMap((text) => (text === '' ? [] : [knownField(text, at)]));
    }
    return [commandField(word.text, lookup, at)];
  });
}

function commandField(word: string, lookup: (name: string) => string | null, at: At): Field {
  let head = '';
  let rest = withoutSpecifiers(word);
  if (rest === null) return { text: null, head: word.slice(0, word.indexOf('%')), open: false };
  for (let found = DOLLAR.exec(rest); found !== null; found = DOLLAR.exec(rest)) {
    const value = found[1] === undefined ? '$' : lookup(found[1]);
    head += rest.slice(0, found.index);
    if (value === null) return { text: null, head, open: false };
    head += value;
    rest = rest.slice(found.index + found[0].length);
  }
  return knownField(head + rest, at);
}
