import { type AssignEntry, assignRecords } from '../../qmail/assign.ts';
import { CdbError, cdbEntries, cdbFind } from '../../qmail/cdb.ts';
import { assignSource } from '../assign.ts';
import type { Check, Prevented, Report, Target } from '../check.ts';
import { traceLocal } from '../local-address.ts';

/**
 * users/cdb does not hold what qmail-newu would make of users/assign now; nothing compares the two (qmail-lspawn.c:108).
 * An assign that qmail-newu refuses is told of elsewhere.
 */
export const check: Check = function* (target) {
  const cdb = target.usersCdb();
  const source = typeof cdb === 'string' ? null : assignSource(target);
  if (source === null || typeof cdb === 'string' || source.assign.error !== null) return;
  const now = recordsOf(cdb);
  if (now === null) return;
  const newu = `${target.installation.home}/bin/qmail-newu`;
  const path = source.path;
  const seen = new Set<string>();
  for (const entry of source.assign.entries) {
    const [record] = assignRecords([entry]);
    if (record === undefined || seen.has(record.key)) continue;
    seen.add(record.key);
    const value = now.get(record.key);
    if (value === record.value) continue;
    const [user = '', , , home = ''] = value?.split('\0') ?? [];
    yield {
      message: value === undefined ? 'absent' : user === entry.user && home === entry.home ? 'fields' : 'default',
      data: { name: entry.local, path, line: String(entry.line), newu, user, home },
      subject: { path, line: entry.line, user: entry.local },
      prevents: consequence(target, entry),
    };
  }
  yield* removed(now, seen, path, newu);
};

/** Of each key the first record, which is the one that a lookup finds; null where the file is damaged. */
function recordsOf(cdb: Buffer): Map<string, string> | null {
  try {
    cdbFind(cdb, '');
    const records = new Map<string, string>();
    for (const { key, value } of cdbEntries(cdb)) if (!records.has(key)) records.set(key, value);
    return records;
  } catch (error) {
    if (error instanceof CdbError) return null;
    throw error;
  }
}

function* removed(now: ReadonlyMap<string, string>, seen: ReadonlySet<string>, path: string, newu: string) {
  for (const [key, value] of now) {
    if (key === '' || seen.has(key)) continue;
    const name = key.replace(/^!|\0$/g, '');
    const [user = '', , , home = ''] = value.split('\0');
    const report: Report = {
      message: 'removed',
      data: { name, path, newu, user, home },
      subject: { path, user: name },
      prevents: [{ id: 'LSPAWN-Q1' }],
    };
    yield report;
  }
}

function consequence(target: Target, entry: AssignEntry): Prevented[] {
  const outcome = entry.wild ? null : (traceLocal(target, entry.local)?.outcome ?? null);
  return [{ id: 'LSPAWN-Q1' }, ...(outcome?.message === 'LOCAL-19' ? [{ id: 'LOCAL-19' }] : [])];
}
