import { ROOT, walk } from '../../host/access.ts';
import { CdbError, cdbEntries } from '../../qmail/cdb.ts';
import { decodeTcprule, type TcpRule, tcprulesLookup } from '../../qmail/tcprules.ts';
import type { RulesFile } from '../../services/rules-files.ts';
import type { Check, Report, Skipped, Target } from '../check.ts';
import { someOf } from '../morercpthosts.ts';
import { compileData, type RulesCdb, type RulesText, rulesCdb, rulesInUse, rulesText } from '../tcprules-file.ts';
import { lostRelay } from '../tcprules-records.ts';
import { parsed } from '../tcprules-source.ts';

/** What the cdb holds against what its source compiles to; times tell only where contents cannot be had. */
export const check: Check = function* (target) {
  for (const file of rulesInUse(target)) {
    const source = rulesText(target, file);
    const cdb = rulesCdb(target, file);
    if (source === null || cdb === null) continue;
    if (!('skip' in source) && !('skip' in cdb)) yield* byContent(target, file, source, cdb);
    else yield* byTime(target, file, 'skip' in source ? source : (cdb as Skipped));
  }
};

function* byContent(target: Target, file: RulesFile, source: RulesText, { cdb, path }: RulesCdb): Generator<Report> {
  const { refused, compiled } = parsed(target, file, source.path, source.text);
  const held = heldBy(cdb);
  // A source that tcprules refuses, and a cdb that is damaged, have rules of their own.
  if (held === null || refused.length > 0 || compiled.cutAt !== null) return;
  const written = new Map<string, TcpRule>();
  for (const rule of compiled.rules) if (!written.has(rule.address)) written.set(rule.address, rule);
  const find = (key: string) => held.get(key) ?? null;
  const missing = [...written.values()].filter(({ address, data }) => held.get(address) !== data);
  const [first] = missing;
  if (first !== undefined) {
    const lost = missing.flatMap((rule) => lostRelay(rule, rule.address, (client) => tcprulesLookup(find, client)));
    yield {
      message: 'missing',
      data: { addresses: someOf(missing.map(({ address }) => shown(address))), ...compileData(file, source.path) },
      subject: { path },
      prevents: [{ id: 'TCPRULES-Q2' }, ...lost.slice(0, 1)],
    };
    return;
  }
  const extra = [...held].filter(([key]) => !written.has(key));
  // A newer cdb was made of more than this source: of several files, or of addresses that asked for mail before.
  if (extra.length === 0 || isNewer(target, path, source.path)) return;
  const allowed = extra.filter(([, data]) => decodeTcprule(data).env.some(({ name }) => name === 'RELAYCLIENT'));
  yield {
    message: allowed.length > 0 ? 'relay' : 'extra',
    data: {
      addresses: someOf((allowed.length > 0 ? allowed : extra).map(([key]) => shown(key))),
      ...compileData(file, source.path),
    },
    subject: { path },
  };
}

function heldBy(cdb: Buffer): Map<string, string> | null {
  const held = new Map<string, string>();
  try {
    for (const { key, value } of cdbEntries(cdb)) if (!held.has(key)) held.set(key, value);
  } catch (error) {
    if (error instanceof CdbError) return null;
    throw error;
  }
  return held;
}

/** The empty address, for all that have no rule, as its line begins. */
function shown(address: string): string {
  return address === '' ? ':' : address;
}

function isNewer(target: Target, cdb: string, source: string): boolean {
  const [made, edited] = [timeOf(target, cdb), timeOf(target, source)];
  return made !== null && edited !== null && made > edited;
}

/** Whole seconds, or null where they are not known. Throws CouldNotCheck. */
function timeOf({ host }: Target, path: string): number | null {
  const found = walk(host, ROOT, path);
  return found.ok && found.stat.mtime !== undefined ? Math.floor(found.stat.mtime) : null;
}

function* byTime(target: Target, file: RulesFile, why: Skipped): Generator<Report | Skipped> {
  const { cdb, source } = file;
  if (cdb === null || source === null) return;
  const made = timeOf(target, cdb);
  const edited = timeOf(target, source);
  if (made === null || edited === null) yield why;
  else if (edited > made) {
    yield { message: 'older', data: compileData(file, source), subject: { path: cdb } };
  }
}
