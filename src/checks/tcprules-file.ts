/** tcprules files as they lie on the disk: which of them count, and what is in them. */
import { ROOT, walk } from '../host/access.ts';
import type { RulesFile } from '../services/rules-files.ts';
import type { Skipped, Target } from './check.ts';
import { couldNot } from './tried.ts';

/** What tcprules reads. `path` is as services or habit name it. */
export interface RulesText {
  readonly path: string;
  readonly text: string;
}

/** What tcpserver reads. */
export interface RulesCdb {
  readonly path: string;
  readonly cdb: Buffer;
}

/** No person writes more rules; a small line may stand for 256 records. */
const SOURCE_LIMIT = 1024 * 1024;
/** A cdb with a rule for each of a million addresses is smaller. */
const CDB_LIMIT = 64 * 1024 * 1024;

/** The source as root reads it; null where there is none. */
export function rulesText(target: Target, { source }: RulesFile): RulesText | Skipped | null {
  const text = source === null ? null : regular(target, source, SOURCE_LIMIT);
  return source === null || typeof text !== 'string' ? (text as Skipped | null) : { path: source, text };
}

/** The compiled file as root reads it; null where there is none. */
export function rulesCdb(target: Target, { cdb }: RulesFile): RulesCdb | Skipped | null {
  const bytes = cdb === null ? null : regular(target, cdb, CDB_LIMIT);
  return cdb === null || typeof bytes !== 'string'
    ? (bytes as Skipped | null)
    : { path: cdb, cdb: Buffer.from(bytes, 'latin1') };
}

function regular({ host }: Target, path: string, limit: number): string | Skipped | null {
  try {
    const found = walk(host, ROOT, path);
    if (!found.ok) return null;
    if (found.stat.type !== 'file') {
      return { skip: 'could-not', reason: `is a ${found.stat.type}, not a regular file`, path: found.path };
    }
    return host.read(found.path, limit);
  } catch (error) {
    return couldNot(error);
  }
}

/**
 * The files that may be in force: those that a service names, and where no service names any, or one by a value that is
 * not known, those in the usual places too.
 */
export function rulesInUse(target: Target): readonly RulesFile[] {
  return target.rulesFiles.filter((file) => !isUnused(target, file));
}

/** Whether the services that were found all name other rules. */
export function isUnused({ rulesFiles, services }: Target, { usedBy }: RulesFile): boolean {
  const named = rulesFiles.some((each) => each.usedBy.length > 0);
  const unknown = services.unchecked.some(({ about }) => about === 'rules');
  return named && !unknown && usedBy.length === 0;
}

/** How the cdb is made anew, for a command: `tcprules {cdb} {temporary} < {source}`. */
export function compileData(file: RulesFile, source: string): { cdb: string; temporary: string; source: string } {
  const cdb = file.cdb ?? `${source}.cdb`;
  return { cdb, temporary: `${cdb}.tmp`, source };
}
