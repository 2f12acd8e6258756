/** What is wrong with a configuration, in a line: where, what, and the nearest thing that would be right. */
import { nearest } from '../distance.ts';
import { validateConfig } from './config-schema.ts';
import { KEYS, type Settings } from './settings.ts';

type Fault = NonNullable<typeof validateConfig.errors>[number] & { readonly propertyName?: string };

export interface Problem {
  /** The way to the value, or to the key that should not be there. */
  readonly at: readonly (string | number)[];
  readonly says: string;
  /** Something is left out that belongs to what was given. */
  readonly missing?: boolean;
}

const A_DAY = 'give a day, such as 2027-01-31';

/** In words what a pattern of the schema asks for. */
const MEANT = new Map([
  ['^/', 'give an absolute path'],
  ['^[^\\s@<>-][^\\s@<>]*@[^\\s@<>]+$', 'give an address such as postmaster@example.org'],
  ['^[^\\s@]+$', 'give the name of a domain'],
  ['^[1-9]\\d{0,3}[dhw]$', 'give a number of hours, days or weeks, such as 7d'],
  ['^[0-7]{1,4}$', 'give an octal number, such as "002"'],
  ['\\S', 'say why'],
  ['^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$', A_DAY],
]);

/** The first thing that the schema does not allow, or null; a misspelt key before what is missing for it. */
export function problemIn(settings: unknown): Problem | null {
  if (validateConfig(settings)) return dayIn(settings as Settings);
  const faults: readonly Fault[] = validateConfig.errors ?? [];
  const fault = faults.find(({ keyword }) => keyword === 'additionalProperties') ?? faults[0];
  return fault === undefined ? { at: [], says: 'is wrong' } : problemOf(fault, settings);
}

/** A day that no month has would never come. */
function dayIn({ suppressions = [] }: Settings): Problem | null {
  const index = suppressions.findIndex(({ until }) => until !== undefined && !isDay(until));
  if (index === -1) return null;
  const at = ['suppressions', index, 'until'];
  return { at, says: `${shown(at)}${A_DAY}` };
}

/** YYYY-MM-DD. */
function isDay(text: string): boolean {
  const time = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text);
}

function problemOf(fault: Fault, settings: unknown): Problem {
  const at = wayOf(fault.instancePath);
  const { keyword, params } = fault;
  if (keyword === 'additionalProperties') {
    const key = String(params['additionalProperty']);
    return { at: [...at, key], says: `${shown(at)}unknown key ${quoted(key)}${nearestOf(key, keysAt(at))}` };
  }
  const named = fault.propertyName === undefined ? at : [...at, fault.propertyName];
  if (keyword === 'required')
    return { at, says: `${shown(at)}${quoted(String(params['missingProperty']))} is missing`, missing: true };
  if (keyword === 'enum')
    return {
      at: named,
      says: `${shown(at)}${choices(fault.propertyName ?? valueAt(settings, at), params['allowedValues'] as string[])}`,
    };
  const meant = MEANT.get(String(params['pattern']));
  return { at: named, says: `${shown(at)}${meant ?? meaningOf(fault)}` };
}

function meaningOf({ instancePath, keyword, message }: Fault): string {
  if (keyword === 'pattern' && /ddresses\/\d+$/.test(instancePath)) return 'give an IPv4 address';
  return message ?? 'is wrong';
}

/** A choice among few is listed; of many, the nearest is named. */
function choices(given: unknown, allowed: readonly string[]): string {
  if (allowed.length < 12) return `must be one of ${allowed.join(', ')}`;
  return typeof given === 'string' ? `unknown rule ${quoted(given)}${nearestOf(given, allowed)}` : 'must name a rule';
}

function valueAt(settings: unknown, at: readonly (string | number)[]): unknown {
  return at.reduce<unknown>((value, name) => (value as Record<string | number, unknown>)[name], settings);
}

/** Nothing where none is near. */
export function nearestOf(given: string, known: readonly string[]): string {
  const name = nearest(given, known);
  return name === null ? '' : `; the nearest known one is ${quoted(name)}`;
}

/** The keys that may stand at a place. */
function keysAt(at: readonly (string | number)[]): readonly string[] {
  if (at[0] === 'suppressions') return ['rule', 'path', 'user', 'domain', 'reason', 'until'];
  const names = KEYS.map(({ key }) => key.split('.')).filter((way) => at.every((name, depth) => way[depth] === name));
  return [...new Set(names.flatMap((way) => way[at.length] ?? []))];
}

function wayOf(instancePath: string): (string | number)[] {
  return instancePath
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((name) => (/^\d+$/.test(name) ? Number(name) : name));
}

function shown(at: readonly (string | number)[]): string {
  if (at.length === 0) return '';
  return `${at
    .map((name) => (typeof name === 'number' ? `[${name}]` : `.${name}`))
    .join('')
    .slice(1)}: `;
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
