import { type AssignEntry, assignRecords, recordKey } from '../../qmail/assign.ts';
import { CdbError, cdbFind } from '../../qmail/cdb.ts';
import type { UsersCdb } from '../../qmail/lspawn.ts';
import { assignEntries, newuOf } from '../assign.ts';
import type { Check } from '../check.ts';

/** A cdb gives the first record of a key (cdb_seek.c), whatever the case of the letters that they were written in. */
export const check: Check = function* (target) {
  const { path, entries } = assignEntries(target);
  const cdb = target.usersCdb();
  const first = new Map<string, AssignEntry>();
  for (const entry of entries) {
    const key = recordKey(entry);
    const earlier = first.get(key);
    if (earlier === undefined) {
      first.set(key, entry);
      continue;
    }
    const { line, local, user } = entry;
    const message = fieldsOf(entry) === fieldsOf(earlier) ? 'same' : isInForce(cdb, earlier) ? 'default' : 'later';
    yield {
      message,
      data: {
        path,
        line: String(line),
        name: local,
        user,
        first: String(earlier.line),
        winner: earlier.user,
        newu: newuOf(target),
      },
      subject: { path, line, user: local },
      prevents: [{ id: FOLLOWS[message] }],
    };
  }
};

function fieldsOf({ user, uid, gid, home, dash, ext }: AssignEntry): string {
  return [user, uid, gid, home, dash, ext].join('\0');
}

const FOLLOWS = { same: 'CONTROL-N4', default: 'SEND-Q7', later: 'LSPAWN-Q1' } as const;

/** Whether users/cdb says what the entry does: without it, or in a stale one, mail follows something else (qmail-lspawn.c:110). */
function isInForce(cdb: UsersCdb, entry: AssignEntry): boolean {
  const [record] = assignRecords([entry]);
  if (typeof cdb === 'string' || record === undefined) return false;
  try {
    return cdbFind(cdb, record.key) === record.value;
  } catch (error) {
    if (error instanceof CdbError) return false;
    throw error;
  }
}
