/** main.cf: its own settings over what is compiled in (postconf(5)). */
import { logicalLines } from '../logical-lines.ts';
import type { Place, Told, Trouble } from '../old-mail.ts';
import { DEFAULTS, RAW } from './defaults.ts';
import { expand, MacroError } from './expand.ts';

export interface MainCf {
  readonly file: string;
  /** The value after expansion; the default where main.cf says nothing. */
  get(name: string): Told<string>;
  /** Any text after expansion, as it stands where Postfix could not expand it. */
  expanded(text: string): string;
  /** What main.cf itself sets, the last of each name. */
  readonly own: ReadonlyMap<string, Told<string>>;
  readonly troubles: readonly Trouble[];
}

export interface MainCfFacts {
  readonly file: string;
  /** What the machine adds to the defaults: `myhostname`, `mydomain`, `mynetworks`, `config_directory`. */
  readonly machine: Readonly<Record<string, string>>;
}

const MYSELF = 'myhostname';

/** Never throws: a line or value that Postfix itself would refuse is a trouble. */
export function readMainCf(text: string, { file, machine }: MainCfFacts): MainCf {
  const troubles: Trouble[] = [];
  const own = settings(text, file, troubles);
  const raw = (name: string): string | undefined =>
    own.get(name)?.value ?? defaultOf(name, own.get(MYSELF)?.value, machine);
  const known = new Map<string, Told<string>>();
  const get = (name: string): Told<string> => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const found = { value: valueIn(name, raw, own.get(name)?.at ?? { file }, troubles), at: own.get(name)?.at ?? null };
    known.set(name, found);
    return found;
  };
  const expanded = (text: string) => {
    try {
      return expand(text, raw).text.trim();
    } catch (error) {
      if (error instanceof MacroError) return text;
      throw error;
    }
  };
  return { file, get, expanded, own, troubles };
}

function settings(text: string, file: string, troubles: Trouble[]): Map<string, Told<string>> {
  const own = new Map<string, Told<string>>();
  for (const { text: line, line: number } of logicalLines(text)) {
    const at: Place = { file, line: number };
    const [, name, value = ''] = /^\s*([^\s=]+)\s*=([\s\S]*)$/.exec(line) ?? [];
    if (name === undefined)
      troubles.push({ kind: 'could-not', what: 'main-cf-line', at, data: { text: line.slice(0, 80) } });
    else own.set(name, { value: value.trim(), at });
  }
  return own;
}

function defaultOf(name: string, hostName: string | undefined, machine: MainCfFacts['machine']): string | undefined {
  // Both are computed, not expanded: the domain is what follows the first dot of the name.
  if (name === 'mydomain') {
    const host = hostName ?? machine['myhostname'] ?? '';
    const dot = host.indexOf('.');
    return machine['mydomain'] ?? (dot < 0 ? 'localdomain' : host.slice(dot + 1));
  }
  return machine[name] ?? DEFAULTS[name];
}

function valueIn(name: string, raw: (name: string) => string | undefined, at: Place, troubles: Trouble[]): string {
  if (RAW.has(name)) return (raw(name) ?? '').trim();
  try {
    const { text, undefined: missing } = expand(raw(name) ?? '', raw);
    for (const each of missing)
      troubles.push({ kind: 'could-not', what: 'main-cf-undefined', at, data: { name, parameter: each } });
    return text.trim();
  } catch (error) {
    if (!(error instanceof MacroError)) throw error;
    troubles.push({ kind: 'could-not', what: 'main-cf-macro', at, data: { name, reason: error.message } });
    return '';
  }
}

/** The elements of a list: between commas and blanks, what is in braces whole. */
export function listOf(value: string): string[] {
  const found: string[] = [];
  let part = '';
  let depth = 0;
  for (const letter of value) {
    if (letter === '{') depth += 1;
    if (letter === '}' && depth > 0) depth -= 1;
    if (depth === 0 && /[\s,]/.test(letter)) {
      if (part !== '') found.push(part);
      part = '';
    } else part += letter;
  }
  return part === '' ? found : [...found, part];
}
