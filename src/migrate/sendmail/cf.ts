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
  /** The text that makemap reads. */
  readonly file: string;
  /** It need not be there. */
  readonly optional: boolean;
  readonly at: Place;
}

export interface CfFacts {
  readonly file: string;
  /** The full name of the machine. */
  readonly hostName: string;
}

interface Scene {
  readonly host: Host;
  readonly macros: Map<string, Told<string>>;
  readonly classes: Map<string, Told<string>[]>;
  readonly maps: Map<string, MapSpec>;
  readonly options: Map<string, Told<string>>;
  readonly mailers: Map<string, Told<string>>;
  readonly troubles: Trouble[];
}

/** Never throws: what cannot be read is a trouble, and the rest goes on. */
export function readSendmailCf(host: Host, text: string, facts: CfFacts, troubles: Trouble[]): SendmailCf {
  const scene: Scene = {
    host,
    macros: ownMacros(facts.hostName),
    classes: new Map([['w', [{ value: 'localhost', at: null }]]]),
    maps: new Map(),
    options: new Map(),
    mailers: new Map(),
    troubles,
  };
  for (const { text: line, line: number } of logicalLines(text))
    LINES.get(line[0] ?? '')?.(scene, line.slice(1), { file: facts.file, line: number });
  const { macros, classes, maps, options, mailers } = scene;
  return {
    file: facts.file,
    macro: (name) => {
      const found = macros.get(name);
      return found === undefined ? { value: '', at: null } : { value: expanded(found.value, macros, 0), at: found.at };
    },
    words: (name) => onlyOnce(classes.get(name) ?? []),
    maps,
    option: (name) => options.get(lowerCase(name)) ?? null,
    mailer: (name) => mailers.get(name) ?? null,
  };
}

/** What sendmail knows before it reads the file. */
function ownMacros(hostName: string): Map<string, Told<string>> {
  const dot = hostName.indexOf('.');
  return new Map([
    ['w', { value: dot < 0 ? hostName : hostName.slice(0, dot), at: null }],
    ['m', { value: dot < 0 ? '' : hostName.slice(dot + 1), at: null }],
    ['j', { value: hostName, at: null }],
  ]);
}

type ReadLine = (scene: Scene, rest: string, at: Place) => void;

/** By the letter that a line begins with; rulesets and the others say nothing that is asked here. */
const LINES: ReadonlyMap<string, ReadLine> = new Map<string, ReadLine>([
  [
    'D',
    ({ macros }, rest, at) => {
      const { name, value } = named(rest);
      macros.set(name, { value, at });
    },
  ],
  [
    'C',
    (scene, rest, at) => {
      const { name, value } = named(rest);
      const words = value.split(/\s+/).filter((word) => word !== '');
      addWords(
        scene,
        name,
        words.flatMap((word) => wordsOf(word, scene.classes, scene.macros, at)),
      );
    },
  ],
  [
    'F',
    (scene, rest, at) => {
      const { name, value } = named(rest);
      addWords(scene, name, fileWords(scene.host, value, at, scene.troubles));
    },
  ],
  [
    'K',
    ({ maps }, rest, at) => {
      const [name = '', type = '', ...words] = rest.trim().split(/\s+/);
      const file = words.find((word) => !word.startsWith('-')) ?? '';
      maps.set(name, { type, file: file.replace(/\.db$/, ''), optional: words.includes('-o'), at });
    },
  ],
  [
    'O',
    ({ options }, rest, at) => {
      const [, name, value = ''] = /^\s*([A-Za-z.]+)\s*=\s*([\s\S]*)$/.exec(rest) ?? [];
      if (name !== undefined) options.set(lowerCase(name), { value: value.trim(), at });
    },
  ],
  [
    'M',
    ({ mailers }, rest, at) => {
      const [, name, value = ''] = /^([^,\s]+),[\s\S]*?\bP=([^,\s]+)/.exec(rest) ?? [];
      if (name !== undefined) mailers.set(name, { value, at });
    },
  ],
]);

function addWords({ classes }: Scene, name: string, words: readonly Told<string>[]): void {
  classes.set(name, [...(classes.get(name) ?? []), ...words]);
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
