/** The rules that are in force: those of the compiled cdb where there is one, else those that the source would make. */
import { CdbError, cdbEntries } from '../qmail/cdb.ts';
import {
  decodeTcprule,
  type FindRule,
  type Instructions,
  type TcpClient,
  type TcpRuleAnswer,
  type TcprulesCompiled,
  tcprulesLookup,
} from '../qmail/tcprules.ts';
import type { RulesFile } from '../services/rules-files.ts';
import type { Prevented, Skipped, Target } from './check.ts';
import { rulesCdb, rulesInUse, rulesText } from './tcprules-file.ts';
import { parsed } from './tcprules-source.ts';

export interface RulesRecord extends Instructions {
  readonly key: string;
  /** The line of the source that made it, or the cdb where that has no such line. */
  readonly path: string;
  readonly line: number | null;
}

export interface RulesInForce {
  readonly file: RulesFile;
  /** Of two for one address, the first alone. */
  readonly records: readonly RulesRecord[];
  readonly answer: (client: TcpClient) => TcpRuleAnswer;
  readonly find: FindRule;
}

/** The rules of every file that may be in force; what cannot be read is yielded as skipped. */
export function* rulesInForce(target: Target): Generator<RulesInForce | Skipped> {
  for (const file of rulesInUse(target)) yield* inForce(target, file);
}

/** The rules of one file, none where there is nothing to go by. */
export function* inForce(target: Target, file: RulesFile): Generator<RulesInForce | Skipped> {
  const source = rulesText(target, file);
  const compiled = rulesCdb(target, file);
  if (source !== null && 'skip' in source) yield source;
  if (compiled !== null && 'skip' in compiled) yield compiled;
  const text = source === null || 'skip' in source ? null : source;
  const made = text === null ? null : parsed(target, file, text.path, text.text);
  const entries = compiled === null || 'skip' in compiled ? null : entriesOf(compiled.cdb);
  const first = new Map<string, RulesRecord>();
  const data = new Map<string, string>();
  const add = (key: string, value: string, path: string, line: number | null) => {
    if (data.has(key)) return;
    data.set(key, value);
    first.set(key, { key, ...decodeTcprule(value), path, line });
  };
  if (entries !== null && compiled !== null && !('skip' in compiled)) {
    const lines = made === null ? new Map<string, number>() : linesOf(made.compiled);
    for (const { key, value } of entries) {
      const line = lines.get(`${key}\0${value}`);
      if (made === null || line === undefined) add(key, value, compiled.path, null);
      else add(key, value, made.path, line);
    }
  } else if (made !== null) {
    for (const { address, data: value, line } of made.compiled.rules) add(address, value, made.path, line);
  } else return;
  const find = (key: string) => data.get(key) ?? null;
  yield { file, records: [...first.values()], find, answer: (client) => tcprulesLookup(find, client) };
}

function entriesOf(cdb: Buffer): ReturnType<typeof cdbEntries> | null {
  try {
    return cdbEntries(cdb);
  } catch (error) {
    if (error instanceof CdbError) return null;
    throw error;
  }
}

/** By address and data, the first line that makes such a record. */
function linesOf({ rules }: TcprulesCompiled): Map<string, number> {
  const lines = new Map<string, number>();
  for (const { address, data, line } of rules) {
    const record = `${address}\0${data}`;
    if (!lines.has(record)) lines.set(record, line);
  }
  return lines;
}

/** The value that a rule gives to a variable, or null where it does not set it. */
export function variableOf({ env }: Instructions, name: string): string | null {
  return env.findLast((each) => each.name === name)?.value ?? null;
}

/** Whether a rule lets its clients relay. */
export function relays(rule: Instructions): boolean {
  return !rule.deny && variableOf(rule, 'RELAYCLIENT') !== null;
}

/** A client to whom a rule for `key` would apply first, or null where none could be. */
export function clientOf(key: string): TcpClient | null {
  const [, prefix] = /^((?:\d{1,3}\.){0,3}(?:\d{1,3})?)$/.exec(key) ?? [];
  if (prefix === undefined) return null;
  const parts = prefix.split('.').filter((part) => part !== '');
  return { ip: [...parts, '1', '1', '1', '1'].slice(0, 4).join('.'), host: null, info: null };
}

/** 553 for the clients of `key`, where a rule that does not work was to let them relay and no other does. */
export function lostRelay(rule: Instructions, key: string, answer: RulesInForce['answer'] | null): Prevented[] {
  const client = clientOf(key.replace(/(\d+)-\d*/, '$1'));
  if (!relays(rule) || client === null) return [];
  const now = answer?.(client);
  return now !== undefined && (now.deny || relays(now)) ? [] : [{ id: 'SMTPD-8' }];
}

/** One record for each line that has several, and each one that has no line. */
export function onePerLine(records: readonly RulesRecord[]): RulesRecord[] {
  const seen = new Set<string>();
  return records.filter(({ path, line, key }) => {
    const place = `${path}\0${line ?? key}`;
    if (seen.has(place)) return false;
    seen.add(place);
    return true;
  });
}

export function subjectOf({ path, line }: RulesRecord): { path: string; line?: number } {
  return line === null ? { path } : { path, line };
}
