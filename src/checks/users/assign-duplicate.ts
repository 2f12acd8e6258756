import { type AssignEntry, recordKey } from '../../qmail/assign.ts';
import { assignEntries, newuOf } from '../assign.ts';
import type { Check } from '../check.ts';

/** A cdb gives the first record of a key (cdb_seek.c), whatever the case of the letters that they were written in. */
export const check: Check = function* (target) {
  const { path, entries } = assignEntries(target);
  const first = new Map<string, AssignEntry>();
  for (const entry of entries) {
    const key = recordKey(entry);
    const earlier = first.get(key);
    if (earlier === undefined) {
      first.set(key, entry);
      continue;
    }
    const { line, local, user } = entry;
    const same = fieldsOf(entry) === fieldsOf(earlier);
    yield {
      message: same ? 'same' : 'default',
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
      prevents: [{ id: same ? 'CONTROL-N4' : 'LSPAWN-Q1' }],
    };
  }
};

function fieldsOf({ user, uid, gid, home, dash, ext }: AssignEntry): string {
  return [user, uid, gid, home, dash, ext].join('\0');
}
