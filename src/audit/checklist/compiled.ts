/** Whether what qmail and tcpserver read says the same as the source that it is compiled from. */
import { ROOT, walk } from '../../host/access.ts';
import { CouldNotCheck, type Host } from '../../host/host.ts';
import type { PlannedFile } from '../../migrate/proposal/types.ts';
import { assignRecords, parseAssign } from '../../qmail/assign.ts';
import { type CdbEntry, CdbError, cdbEntries } from '../../qmail/cdb.ts';
import { compileTcprules, tcprulesRecords } from '../../qmail/tcprules.ts';
import type { RulesFile } from '../../services/rules-files.ts';
import type { ItemState } from './types.ts';

/** Bytes. */
const CDB_LIMIT = 64 * 1024 * 1024;

/** The cdb that `file` is compiled into: of rules the one that a service names. Null for what is read as it stands. */
export function cdbOf({ kind, path }: PlannedFile, rulesFiles: readonly RulesFile[]): string | null {
  if (kind === 'assign') return path.replace(/assign$/, 'cdb');
  if (kind !== 'rules') return null;
  return rulesFiles.find(({ source, cdb }) => source === path && cdb !== null)?.cdb ?? `${path}.cdb`;
}

/** `done` where the cdb at `path` holds just what `file` compiles to. Never throws. */
export function compiledState(host: Host, path: string, file: PlannedFile): ItemState {
  try {
    const found = walk(host, ROOT, path);
    if (!found.ok) return 'missing';
    if (found.stat.type !== 'file') return 'different';
    const held = heldBy(host.read(found.path, CDB_LIMIT));
    const meant = recordsOf(file);
    return held !== null && meant !== null && isSame(held, firstOf(meant)) ? 'done' : 'different';
  } catch (error) {
    if (error instanceof CouldNotCheck) return 'could-not';
    throw error;
  }
}

/** Null where the source is refused. */
function recordsOf({ kind, text }: PlannedFile): CdbEntry[] | null {
  if (kind === 'assign') return assignRecords(parseAssign(text).entries);
  const compiled = compileTcprules(text);
  return compiled.ok ? tcprulesRecords(compiled.rules) : null;
}

/** Null where it is damaged. */
function heldBy(bytes: string): Map<string, string> | null {
  try {
    return firstOf(cdbEntries(Buffer.from(bytes, 'latin1')));
  } catch (error) {
    if (error instanceof CdbError) return null;
    throw error;
  }
}

/** Of each key the record that a lookup finds. */
function firstOf(entries: readonly CdbEntry[]): Map<string, string> {
  return new Map(entries.toReversed().map(({ key, value }) => [key, value]));
}

function isSame(held: ReadonlyMap<string, string>, meant: ReadonlyMap<string, string>): boolean {
  return held.size === meant.size && [...meant].every(([key, value]) => held.get(key) === value);
}
