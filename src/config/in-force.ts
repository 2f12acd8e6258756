/** Which settings are in force: the environment before the file. The command line, before both, is the commands' matter. */
import { existsSync } from 'node:fs';
import { UsageError } from '../errors.ts';
import type { ConfigFile } from './read.ts';
import { KEYS, type Key, type Settings, settingOf } from './settings.ts';

export const DEFAULT_FILE = '/etc/qmail-lint.json';

type Env = Readonly<Record<string, string | undefined>>;

export type Source =
  | { readonly from: 'environment'; readonly name: string }
  | { readonly from: 'file'; readonly path: string; readonly line: number };

export interface InForce {
  readonly settings: Settings;
  /** The file that was read, or null. */
  readonly file: string | null;
  /** Where the value of each key that is set came from. */
  readonly sources: ReadonlyMap<string, Source>;
  /** The line of a value of the file, from 1; null where there is none. */
  lineOf(way: readonly (string | number)[]): number | null;
}

export interface Asked {
  /** `--config FILE`, false for `--no-config`. */
  readonly config?: string | false | undefined;
  /** Another machine than the running one is looked at: the file of this one does not speak of it. */
  readonly elsewhere: boolean;
}

/** Throws UsageError for a file that cannot be read or trusted, and for a value that is not allowed. */
export async function inForce({ config, elsewhere }: Asked, env: Env, byDefault = DEFAULT_FILE): Promise<InForce> {
  const path = fileAsked({ config, elsewhere }, env, byDefault);
  const file: ConfigFile | null = path === null ? null : (await import('./read.ts')).readConfig(path);
  const sources = new Map<string, Source>();
  for (const { key } of KEYS)
    if (file !== null && settingOf(file.settings, key) !== undefined)
      sources.set(key, { from: 'file', path: file.path, line: file.lineOf(key.split('.')) });
  const given = await fromEnvironment(env);
  for (const [key, { name }] of given) sources.set(key, { from: 'environment', name });
  const settings = merged(file?.settings ?? {}, new Map([...given].map(([key, { value }]) => [key, value])));
  const problem = given.size === 0 ? null : (await import('./problem.ts')).problemIn(settings);
  if (problem !== null)
    throw new UsageError(`${[...given.values()].map(({ name }) => name).join(', ')}: ${problem.says}`);
  return { settings, file: file?.path ?? null, sources, lineOf: (way) => file?.lineOf(way) ?? null };
}

/** The configuration that is to be read, or null. */
export function fileAsked({ config, elsewhere }: Asked, env: Env, byDefault = DEFAULT_FILE): string | null {
  if (config === false) return null;
  return (config ?? env['QMAIL_LINT_CONFIG']) || (!elsewhere && existsSync(byDefault) ? byDefault : null);
}

interface Given {
  readonly name: string;
  readonly value: unknown;
}

async function fromEnvironment(env: Env): Promise<Map<string, Given>> {
  await requireKnown(env);
  const given = new Map<string, Given>();
  for (const each of KEYS) {
    const name = variableOf(each.key);
    const text = env[name];
    if (each.kind === 'table' || text === undefined || text === '') continue;
    const value = readAs(each, text);
    const { problemIn } = await import('./problem.ts');
    const problem = problemIn(merged({}, new Map([[each.key, value]])));
    if (problem !== null && !problem.missing) throw new UsageError(`${name}: ${problem.says}`);
    given.set(each.key, { name, value });
  }
  return given;
}

/** What is misspelt would be passed over without a word. */
async function requireKnown(env: Env): Promise<void> {
  const named = (kinds: (kind: Key['kind']) => boolean) => KEYS.filter(({ kind }) => kinds(kind)).map(({ key }) => key);
  const known = ['QMAIL_LINT_CONFIG', ...named((kind) => kind !== 'table').map(variableOf)];
  const stray = Object.keys(env).find((name) => name.startsWith('QMAIL_LINT_') && env[name] && !known.includes(name));
  if (stray === undefined) return;
  if (named((kind) => kind === 'table').some((key) => variableOf(key) === stray))
    throw new UsageError(`${stray}: only a configuration file can say this`);
  throw new UsageError(`${stray}: unknown variable${(await import('./problem.ts')).nearestOf(stray, known)}`);
}

/** `mail.smtp.host` is QMAIL_LINT_MAIL_SMTP_HOST. */
export function variableOf(key: string): string {
  return `QMAIL_LINT_${key.replaceAll('.', '_').replace(/[A-Z]/g, '_$&').toUpperCase()}`;
}

/** What is no number or truth value stays text, which the schema refuses. */
function readAs({ kind }: Key, text: string): unknown {
  if (kind === 'list') return text.split(/[\s,]+/).filter((each) => each !== '');
  if (kind === 'number') return /^\d{1,9}$/.test(text) ? Number(text) : text;
  if (kind === 'flag') return /^(1|true|yes)$/i.test(text) ? true : /^(0|false|no)$/i.test(text) ? false : text;
  return text;
}

function merged(settings: Settings, values: ReadonlyMap<string, unknown>): Settings {
  const whole = structuredClone(settings) as Record<string, unknown>;
  for (const [key, value] of values) {
    const way = key.split('.');
    const last = way.pop() ?? key;
    let into = whole;
    for (const name of way) {
      into[name] ??= {};
      into = into[name] as Record<string, unknown>;
    }
    into[last] = value;
  }
  return whole;
}
