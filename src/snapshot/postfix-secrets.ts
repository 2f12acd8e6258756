/** Where Postfix has the passwords for relays: in the tables of `smtp_sasl_password_maps` and the like of other transports, whatever they are called. */
import { basename, dirname, join, ROOT, walk } from '../host/access.ts';
import type { Host } from '../host/host.ts';
import { readMainCf } from '../migrate/postfix/main-cf.ts';
import { quietly } from './quietly.ts';
import type { Mark } from './secret-text.ts';

const HOME = '/etc/postfix';
const LIMIT = 1024 * 1024;
const PASSWORD_MAPS = /_sasl_password_maps$/;
/** main.cf has it in a line of its own, master.cf behind `-o`; what is commented out was a password once. */
const SETTING = /([A-Za-z_]\w*)[ \t]*=[ \t]*/g;
const REFERENCE = /\$[({]?([A-Za-z_]\w*)/g;
/** A file of their own says where to ask, or they have none. */
const ASKED = /^(mysql|pgsql|ldap|sqlite|memcache|mongodb|socketmap|tcp|nis|nisplus|unix|netinfo)$/;
const FILE = /(?:([A-Za-z]\w*):|^|[\s,{])(\/[^\s,{}]+)/g;

/** Whether a file is such a table, or a copy of one that is kept beside it. */
export type IsPasswordTable = (path: string) => boolean;

/** By what main.cf and master.cf, and old copies of them, name. Never throws. */
export function passwordTables(host: Host): IsPasswordTable {
  const paths = new Set(configurations(host).flatMap((text) => filesIn(text).flatMap((file) => placesOf(host, file))));
  const names = new Map<string, string[]>();
  for (const path of paths) names.set(dirname(path), [...(names.get(dirname(path)) ?? []), basename(path)]);
  return (path) => names.get(dirname(path))?.some((name) => isCopy(basename(path), name)) ?? false;
}

/** `sasl~`, `sasl.bak`, `.sasl.swp`, `#sasl#`; but not `sasl.cf`. */
function isCopy(name: string, of: string): boolean {
  const plain = name.replace(/^[.#]/, '');
  if (name === of || plain === of) return true;
  return [name, plain].some((each) => each.startsWith(of) && /^[~.#-](?!cf$)/.test(each.slice(of.length)));
}

function configurations(host: Host): string[] {
  const home = quietly(() => walk(host, ROOT, HOME), null);
  if (!home?.ok) return [];
  const names = quietly(() => host.list(home.path), []).filter((name) => /^(main|master)\.cf/.test(name));
  // Where the directory may be searched and not listed.
  return [...new Set([...names, 'main.cf', 'master.cf'])].map((name) =>
    quietly(() => {
      const found = walk(host, ROOT, join(home.path, name));
      return found.ok ? host.read(found.path, LIMIT) : '';
    }, ''),
  );
}

/** With its way over symbolic links. */
function placesOf(host: Host, file: string): string[] {
  const end = (path: string) => {
    const found = quietly(() => walk(host, ROOT, path), null);
    return found?.ok ? found.path : path;
  };
  return [file, end(file), join(end(dirname(file)), basename(file))];
}

function filesIn(text: string): string[] {
  const cf = readMainCf(text, { file: 'main.cf', machine: {} });
  // What has no value there is said in master.cf, or in a comment.
  const said = passwordValues(text).map(({ start, end }) =>
    text
      .slice(start, end)
      .replace(/\$[({]?(\w+)[)}]?/g, (all, name) => cf.get(name).value || all)
      .replaceAll('\n', ' '),
  );
  const own = [...cf.own.keys()].filter((name) => PASSWORD_MAPS.test(name)).map((name) => cf.get(name).value);
  return [...own, ...said].flatMap((value) =>
    [...value.matchAll(FILE)].flatMap(([, type = '', path = '']) => (ASKED.test(type) ? [] : [path])),
  );
}

/** main.cf or master.cf with marks for the passwords that stand in it: `inline:{ { relay = user:password } }`, `static:user:password`. */
export function withoutInline(text: string, mark: Mark): string {
  if (!text.includes('_sasl_password_maps')) return text;
  let kept = '';
  let from = 0;
  for (const { start, end } of passwordValues(text)) {
    if (start < from) continue;
    kept += text.slice(from, start) + tables(text.slice(start, end), mark);
    from = end;
  }
  return kept + text.slice(from);
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The values of those parameters, and of the parameters that they are made of. */
function passwordValues(text: string): Span[] {
  const all = [...text.matchAll(SETTING)].map(({ index, 0: head, 1: name = '' }) => ({
    name,
    start: index + head.length,
  }));
  const spans = new Map<number, Span>();
  const wanted = new Set(all.map(({ name }) => name).filter((name) => PASSWORD_MAPS.test(name)));
  for (const name of wanted)
    for (const { start } of all.filter((each) => each.name === name)) {
      const end = endOfValue(text, start);
      spans.set(start, { start, end });
      for (const [, other = ''] of text.slice(start, end).matchAll(REFERENCE)) wanted.add(other);
    }
  return [...spans.values()].sort((one, other) => one.start - other.start);
}

/** Up to the next line that begins one of its own: blank lines and comments do not end a value. */
function endOfValue(text: string, start: number): number {
  const end = /\n(?=[^\s#])/g;
  end.lastIndex = start;
  return end.exec(text)?.index ?? text.length;
}

const WITH_VALUES = /\b(inline|static|randmap|pipemap|unionmap|[a-z]\w*(?=:[ \t]*\{)):\s*/g;

function tables(value: string, mark: Mark): string {
  let kept = '';
  let from = 0;
  for (const { index, 0: head, 1: type = '' } of value.matchAll(WITH_VALUES)) {
    const start = index + head.length;
    if (index < from) continue;
    const end = endOfWord(value, start);
    kept += value.slice(from, start) + table(type, value.slice(start, end), mark);
    from = end;
  }
  return kept + value.slice(from);
}

function table(type: string, text: string, mark: Mark): string {
  if (type === 'inline') return inline(text, mark);
  if (type === 'pipemap' || type === 'unionmap') return tables(text, mark);
  return text.replace(
    /^(\{\s*)?([\s\S]*?)(\s*\})?$/,
    (_, open = '', inside, close = '') => open + mark(inside) + close,
  );
}

/** `{ key = value }` with blanks in the value, `key=value`, or neither. */
const ENTRY = /(\{\s*[^{}=]*=\s*)((?:[^{}]|\{[^{}]*\})*?)(\s*\})|([^\s,{}=]+[ \t]*=[ \t]*)([^\s,{}]*)|[^\s,{}=]+/g;

/** A key keeps its place; whatever is no key is taken for a password. */
function inline(text: string, mark: Mark): string {
  const [, open = '', inside = '', close = ''] = /^(\{?)([\s\S]*?)(\}?)$/.exec(text) ?? [];
  const marked = inside.replace(ENTRY, (all, before, value, after, key, word) => {
    if (before !== undefined) return before + mark(value) + after;
    return key === undefined ? mark(all) : key + mark(word);
  });
  return open + marked + close;
}

/** Behind the brace that closes the one at `start`, or behind the word; the end of the text where it is not closed. */
function endOfWord(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const letter = text[at] ?? '';
    if (letter === '{') depth += 1;
    if (letter === '}') depth -= 1;
    if (depth < 0 || (depth === 0 && /[\s,]/.test(letter))) return at;
    if (depth === 0 && letter === '}') return at + 1;
  }
  return text.length;
}
