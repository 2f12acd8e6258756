import { type AssignEntry, leadingNumber } from '../../qmail/assign.ts';
import { assignEntries, newuOf } from '../assign.ts';
import type { Check } from '../check.ts';

/** Of uid and gid only the leading digits count; none is 0, and nothing refuses gid 0 (qmail-lspawn.c:214-219). */
export const check: Check = function* (target) {
  const { path, entries } = assignEntries(target);
  for (const entry of entries) {
    const { line, local, uid, gid, user } = entry;
    // Deliveries as root are refused, which another rule tells.
    if (leadingNumber(uid) === 0) continue;
    for (const message of odd(entry)) {
      const id = message === 'uid-cut' ? uid : gid;
      yield {
        message,
        data: {
          path,
          line: String(line),
          name: local,
          user,
          id,
          number: String(leadingNumber(id)),
          newu: newuOf(target),
        },
        subject: { path, line, user: local },
        prevents: [{ id: message === 'uid-cut' ? 'LSPAWN-Q5' : message === 'gid-cut' ? 'LSPAWN-Q5' : 'LSPAWN-Q2' }],
      };
    }
  }
};

function odd({ uid, gid }: AssignEntry): string[] {
  const cut = (id: string) => String(leadingNumber(id)) !== id.replace(/^0+(?=\d)/, '');
  const group = leadingNumber(gid) === 0 ? (/^0+$/.test(gid) ? 'gid-zero' : 'gid-none') : cut(gid) ? 'gid-cut' : null;
  return [...(cut(uid) ? ['uid-cut'] : []), ...(group === null ? [] : [group])];
}
