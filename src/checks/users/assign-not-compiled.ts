import { assignRecords } from '../../qmail/assign.ts';
import { cdbMake } from '../../qmail/cdb.ts';
import type { Assignment } from '../../qmail/getpw.ts';
import { lspawn } from '../../qmail/lspawn.ts';
import { NOBODY } from '../../qmail/trace.ts';
import { assignedAddress, assignSource } from '../assign.ts';
import type { Check, Target } from '../check.ts';
import { seenOf, traceLocal } from '../local-address.ts';

/** Without users/cdb the entries of users/assign do nothing (qmail-lspawn.c:110). Told where that makes a difference. */
export const check: Check = function* (target) {
  const source = target.usersCdb() === 'absent' ? assignSource(target) : null;
  if (source === null) return;
  const { entries } = source.assign;
  const meant = cdbMake(assignRecords(entries));
  const changed = entries.filter((entry) => {
    const local = assignedAddress(entry, NOBODY);
    return !same(lspawn(target.installation, meant, local), lspawn(target.installation, 'absent', local));
  });
  const [first] = changed;
  if (first === undefined) return;
  const name = assignedAddress(first, '');
  const outcome = first.wild ? null : (traceLocal(target, name)?.outcome ?? null);
  yield {
    data: {
      path: source.path,
      name,
      count: String(changed.length),
      cdb: `${target.installation.home}/users/cdb`,
      newu: newu(target),
    },
    subject: { path: source.path, line: first.line },
    prevents: [{ id: 'LSPAWN-Q1' }, ...(outcome?.message === 'LOCAL-19' ? seenOf(outcome) : [])],
  };
};

function newu({ installation }: Target): string {
  return `${installation.home}/bin/qmail-newu`;
}

type Spawned = ReturnType<typeof lspawn>;

/** The same user, ids and files: what `by` and the case of letters say makes no difference. */
function same(one: Spawned, other: Spawned): boolean {
  if ('outcome' in one || 'outcome' in other) return 'outcome' in one && 'outcome' in other;
  const key = ({ uid, gid, home, dash, ext }: Assignment) => [uid, gid, home, dash, ext.toLowerCase()].join('\0');
  return key(one) === key(other);
}
