/** sendmail.cf as it stands: macros, classes, maps and options, whether its .mc is there or not (op.me, section 5). */
import type { Host } from '../../host/host.ts';
import { lowerCase } from '../../qmail/control.ts';
import { logicalLines } from '../logical-lines.ts';
import type { Place, Told, Trouble } from '../old-mail.ts';
import { readOld, textOrTrouble } from '../old-text.ts';

export interface SendmailCf {
  readonly file: string;
  /** After expansion, '' where it is not set. */
  macro(name: string): Told<string>;
  /** The words of a class, those of its files among them. */
  words(name: string): readonly Told<string>[];
  readonly maps: ReadonlyMap<string, MapSpec>;
  option(name: string): Told<string> | null;
  /** The program of a mailer; null where it has none. */
  mailer(name: string): Told<string> | null;
}

export interface MapSpec {
  readonly type: string;
  readonly file: string;
  readonly at: Place;
}

export interface CfFacts {
  readonly file: string;
  /** The full name of the machine. */
  readonly hostName: string;
}

/** Never throws: what cannot be read is a trouble, and the rest goes on. */
export function readSendmailCf(host: Host, text: string, { file, hostName }: CfFacts, troubles: Trouble[]): SendmailCf {
  const dot = hostName.indexOf('.');
  const own = new Map<string, Told<string>>([
    ['w', { value: dot < 0 ? hostName : hostName.slice(0, dot), at: null }],
    ['m', { value: dot < 0 ? '' : hostName.slice(dot + 1), at: null }],
    ['j', { value: hostName, at: null }],
  ]);
  const classes = new Map<string, Told<string>[]>([['w', [{ value: 'localhost', at: null }]]]);
  const maps = new Map<string, MapSpec>();
  const options = new Map<string, Told<string>>();
  const mailers = new Map<string, Told<string>>();
  const add = (name: string, values: readonly Told<string>[]) =>
    classes.set(name, [...(classes.get(name) ?? []), ...values]);
  for (const { text: line, line: number } of logicalLines(text)) {
    const at: Place = { file, line: number };
    const rest = line.slice(1);
    switch (line[0]) {
      case 'D': {
        const { name, value } = named(rest);
        own.set(name, { value, at });
        break;
      }
      case 'C': {
        const { name, value } = named(rest);
        add(
          name,
          value
            .split(/\s+/)
            .filter((word) => word !== '')
            .flatMap((word) => wordsOf(word, classes, own, at)),
        );
        break;
      }
      case 'F': {
        const { name, value } = named(rest);
        add(name, fileWords(host, value, at, troubles));
        break;
      }
      case 'K': {
        const [name = '', type = '', ...words] = rest.trim().split(/\s+/);
        const path = words.find((word) => !word.startsWith('-')) ?? '';
        maps.set(name, { type, file: path, at });
        break;
      }
      case 'O': {
        const [, name = '', value = ''] = /^\s*([A-Za-z.]+)\s*=\s*([\s\S]*)$/.exec(rest) ?? [];
        if (name !== '') options.set(lowerCase(name), { value: value.trim(), at });
        break;
      }
      case 'M': {
        const [, name = '', program = ''] = /^([^,\s]+),[\s\S]*?\bP=([^,\s]+)/.exec(rest) ?? [];
        if (name !== '') mailers.set(name, { value: program, at });
        break;
      }
    }
  }
  return {
    file,
    macro: (name) => {
      const found = own.get(name);
      return found === undefined ? { value: '', at: null } : { ...found, value: expanded(found.value, own, 0) };
    },
    words: (name) => onlyOnce(classes.get(name) ?? []),
    maps,
    option: (name) => options.get(lowerCase(name)) ?? null,
    mailer: (name) => mailers.get(name) ?? null,
  };
}

/** `wVALUE` or `{Name}VALUE`. */
function named(rest: string): { name: string; value: string } {
  const [, long, value = ''] = /^\{([^}]*)\}([\s\S]*)$/.exec(rest) ?? [];
  return long === undefined
    ? { name: rest[0] ?? '', value: rest.slice(1).trim() }
    : { name: long, value: value.trim() };
}

/** `$=w` stands for the words of another class, as it is there. */
function wordsOf(
  word: string,
  classes: ReadonlyMap<string, readonly Told<string>[]>,
  macros: ReadonlyMap<string, Told<string>>,
  at: Place,
): readonly Told<string>[] {
  const [, long, short] = /^\$=(?:\{([^}]*)\}|(.))$/.exec(word) ?? [];
  const other = long ?? short;
  if (other !== undefined) return (classes.get(other) ?? []).map(({ value }) => ({ value, at }));
  const value = lowerCase(expanded(word, macros, 0));
  return value === '' ? [] : [{ value, at }];
}

const DEEPEST = 20;

function expanded(text: string, macros: ReadonlyMap<string, Told<string>>, depth: number): string {
  if (depth > DEEPEST || !text.includes('$')) return text;
  return text.replace(/\$(?:\{([^}]*)\}|(\w))/g, (whole, long: string | undefined, short: string | undefined) => {
    const found = macros.get(long ?? short ?? '');
    return found === undefined ? whole : expanded(found.value, macros, depth + 1);
  });
}

/** `[-o] FILE [PATTERN]`: the first word of each line. */
function fileWords(host: Host, text: string, at: Place, troubles: Trouble[]): Told<string>[] {
  const [first = '', second = ''] = text.split(/\s+/);
  const optional = first === '-o';
  const file = optional ? second : first.replace(/^-o/, '');
  if (!file.startsWith('/')) {
    troubles.push({
      kind: 'by-hand',
      what: 'table-type',
      at,
      data: { type: file.startsWith('|') ? 'program' : 'class', table: text },
    });
    return [];
  }
  const read = textOrTrouble(readOld(host, file), troubles, !optional);
  return (read ?? '').split('\n').flatMap((line, index) => {
    const word = line.trim().split(/\s+/)[0] ?? '';
    return word === '' || word.startsWith('#') ? [] : [{ value: lowerCase(word), at: { file, line: index + 1 } }];
  });
}

function onlyOnce(words: readonly Told<string>[]): Told<string>[] {
  const known = new Set<string>();
  return words.filter(({ value }) => {
    if (known.has(value)) return false;
    known.add(value);
    return true;
  });
}
