/** Scripts for execlineb: one command line in which each program runs the next (execlineb(1), and the pages of the programs named here). */
import type { Field, Value } from './expand.ts';
import { getopt, has, lastValue } from './options.ts';
import { absolute, exported, type Setting } from './run.ts';
import { outputOf } from './substitution.ts';
import type { At, Wrapper } from './wrappers.ts';

interface Word {
  readonly text: string;
  readonly line: number;
  /** `{` and `}` that stand alone and are not quoted. */
  readonly brace: boolean;
}

/**
 * The arguments that execlineb hands to the first program: a word within a block has a blank in front for each block, and
 * an empty word ends the block. Null where quotes or braces do not match.
 */
export function execlineFields(text: string, { file, line }: At): Field[] | null {
  const words = wordsOf(text, line);
  if (words === null) return null;
  const fields: Field[] = [];
  let depth = 0;
  for (const { text: word, line: at, brace } of words) {
    if (brace && word === '{') {
      depth += 1;
      continue;
    }
    if (brace) depth -= 1;
    if (depth < 0) return null;
    const quoted = brace ? ' '.repeat(depth) : ' '.repeat(depth) + word;
    fields.push({ text: quoted, head: quoted, open: false, source: { file, line: at } });
  }
  return depth === 0 ? fields : null;
}

/** A script made to grow is not followed further; nor are more substitutions than anybody writes. */
const TEXT_MAX = 64 * 1024;
const SUBSTITUTIONS_MAX = 64;

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

function wordsOf(text: string, first: number): Word[] | null {
  const words: Word[] = [];
  let line = first;
  let at = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    if (char === '\n') line += 1;
    if (/\s/.test(char)) at += 1;
    else if (char === '#') at = endOfLine(text, at);
    else {
      const word = wordAt(text, at);
      if (word === null) return null;
      const raw = text.slice(at, word.end);
      words.push({ text: word.text, line, brace: raw === '{' || raw === '}' });
      line += raw.split('\n').length - 1;
      at = word.end;
    }
  }
  return words;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** Null where its quotes are not closed. */
function wordAt(text: string, from: number): { readonly text: string; readonly end: number } | null {
  let word = '';
  let quoted = false;
  let at = from;
  for (; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (!quoted && /\s/.test(char)) break;
    if (char === '"') quoted = !quoted;
    else if (char === '\\') {
      at += 1;
      const next = text.charAt(at);
      if (next !== '\n') word += quoted ? (ESCAPES.get(next) ?? next) : next;
    } else word += char;
  }
  return quoted ? null : { text: word, end: at };
}

/** The block that stands first, its words as they are within it, and what follows it. */
function blockOf(args: readonly Field[]): { readonly block: Field[]; readonly rest: readonly Field[] } {
  const end = args.findIndex(({ head, text }) => text === '' || !head.startsWith(' '));
  const inner = end < 0 ? args : args.slice(0, end);
  const block = inner.map((field) => ({
    ...field,
    text: field.text?.slice(1) ?? null,
    head: field.head.slice(1),
  }));
  const after = end < 0 ? [] : args.slice(args[end]?.text === '' ? end + 1 : end);
  return { block, rest: after };
}

/** Puts a value in place of `$NAME` and `${NAME}`. */
function substituted(words: readonly Field[], name: string, value: Value): Field[] {
  const plain = name.replace(/[^A-Za-z0-9_]/g, '\\$&');
  const mark = new RegExp(`\\$\\{${plain}\\}|\\$${plain}(?![A-Za-z0-9_])`);
  return words.map((field) => {
    const { text } = field;
    const found = text === null ? null : mark.exec(text);
    if (text === null || found === null) return field;
    if (value.text === null) return { ...field, ...value, text: null, head: text.slice(0, found.index) };
    const filled = text.split(new RegExp(mark, 'g')).join(value.text);
    if (filled.length > TEXT_MAX) return { ...field, text: null, head: text.slice(0, found.index) };
    return { ...field, ...(found[0] === text.trimStart() ? value : {}), text: filled, head: filled };
  });
}

/** Leaves a block, or several, to run beside what follows. */
function past(blocks: number, flags: string, valued = ''): Wrapper {
  return (_run, args, setting) => {
    let words = getopt(args, flags, valued).rest;
    for (let count = 0; count < blocks; count += 1) words = blockOf(words).rest;
    return { words, setting };
  };
}

function passing(flags: string, valued: string, operands: number): Wrapper {
  return (_run, args, setting) => ({ words: getopt(args, flags, valued).rest.slice(operands), setting });
}

function withVariable(setting: Setting, name: string, value: Value, at: At): Setting {
  const variable = { ...exported(value.text, at, setting.where), ...value };
  return { ...setting, env: new Map(setting.env).set(name, variable) };
}

const exportVariable: Wrapper = (_run, [name, value, ...words], setting, at) =>
  name?.text == null || value === undefined ? null : { words, setting: withVariable(setting, name.text, value, at) };

const unexport: Wrapper = (_run, [name, ...words], setting) => {
  const env = new Map(setting.env);
  if (name?.text != null) env.delete(name.text);
  return { words, setting: { ...setting, env } };
};

const emptyenv: Wrapper = (_run, args, setting) => ({
  words: getopt(args, 'pocP', '').rest,
  setting: { ...setting, env: new Map() },
});

/** `backtick [options] NAME { program }`: `-E` puts the output in place of `$NAME` too. */
const backtick: Wrapper = (run, args, setting, at) => {
  const options = getopt(args, 'niINEeR', 'D');
  const [name, ...after] = options.rest;
  if (name?.text == null) return null;
  const { block, rest } = blockOf(after);
  const value = outputOf(run, block, setting.cwd);
  const words = has(options, 'E') ? substituted(rest, name.text, value) : rest;
  return { words, setting: withVariable(setting, name.text, value, at) };
};

/** The words that `importas` and `define` change, and those that they stand before. */
function importInto(args: readonly Field[], setting: Setting, into: (rest: readonly Field[]) => readonly Field[]) {
  const options = getopt(args, 'insSCcu', 'Dd');
  const [name, from, ...more] = options.rest;
  const same = has(options, 'S');
  const known = setting.env.get((same ? name : from)?.text ?? '');
  const byDefault = lastValue(options, 'D');
  const value: Value = known ?? (byDefault === undefined ? { text: null } : byDefault);
  const rest = same ? options.rest.slice(1) : more;
  return { rest, words: name?.text == null ? into(rest) : substituted(into(rest), name.text, value) };
}

const importas: Wrapper = (_run, args, setting) => ({
  words: importInto(args, setting, (rest) => rest).words,
  setting,
});

const define: Wrapper = (_run, args, setting) => {
  const [name, value, ...rest] = getopt(args, 'nsCc', 'd').rest;
  return { words: name?.text == null || value === undefined ? rest : substituted(rest, name.text, value), setting };
};

/** `multisubstitute { importas A B define C d … } program` */
const multisubstitute: Wrapper = (_run, args, setting) => {
  const { block, rest } = blockOf(args);
  let words: readonly Field[] = rest;
  let left: readonly Field[] = block;
  for (let count = 0; left.length > 0 && count < SUBSTITUTIONS_MAX; count += 1) {
    const [kind, ...more] = left;
    if (kind?.text === 'importas') {
      const target = words;
      const done = importInto(more, setting, () => target);
      ({ words } = done);
      left = done.rest;
    } else if (kind?.text === 'define') {
      const [name, value, ...after] = getopt(more, 'nsCc', 'd').rest;
      if (name?.text != null && value !== undefined) words = substituted(words, name.text, value);
      left = after;
    } else return { words, setting };
  }
  return { words, setting };
};

const cd: Wrapper = (_run, [directory, ...words], setting) => ({
  words,
  setting: { ...setting, cwd: directory?.text == null ? null : absolute(directory.text, setting.cwd) },
});

/** Programs of execline, by name. Those that choose between blocks are left out: which of them runs is not known. */
export const EXECLINE: ReadonlyMap<string, Wrapper> = new Map([
  ['background', past(1, 'd')],
  ['foreground', past(1, '')],
  ['if', past(1, 'nXt', 'x')],
  ['ifelse', past(2, 'nX')],
  ['pipeline', past(1, 'drw')],
  ['piperw', passing('', '', 2)],
  ['fdblock', passing('n', '', 1)],
  ['fdclose', passing('', '', 1)],
  ['fdmove', passing('c', '', 2)],
  ['fdreserve', passing('', '', 1)],
  ['redirfd', passing('rwuaxnb', '', 2)],
  ['umask', passing('', '', 1)],
  ['exec', passing('cl', 'a', 0)],
  ['posix-umask', passing('', '', 1)],
  ['with-contenv', passing('', '', 0)],
  ['s6-notifyoncheck', passing('d', '3stTwnc', 0)],
  ['cd', cd],
  ['execline-cd', cd],
  ['posix-cd', cd],
  ['execline-umask', passing('', '', 1)],
  ['export', exportVariable],
  ['unexport', unexport],
  ['emptyenv', emptyenv],
  ['backtick', backtick],
  ['importas', importas],
  ['define', define],
  ['multisubstitute', multisubstitute],
]);
