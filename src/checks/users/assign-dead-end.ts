import type { Outcome } from '../../qmail/trace.ts';
import { assignSource } from '../assign.ts';
import type { Check, Target } from '../check.ts';
import { seenOf, traceLocal } from '../local-address.ts';
import { ownerName, withdrawn } from '../mailbox.ts';
import { octal } from '../text.ts';

/**
 * A simple entry of users/assign leads to a delivery that fails. Entries for the name of an account are told of by the
 * mailbox rules, as far as the home decides. Exits of programs are their own decision.
 */
export const check: Check = function* (target) {
  if (target.usersCdb() === 'absent') return;
  const source = assignSource(target);
  for (const entry of source?.assign.entries ?? []) {
    if (entry.wild || source === null) continue;
    const { outcome, assignment } = traceLocal(target, entry.local) ?? {};
    if (!outcome || (assignment !== null && assignment?.by !== 'users/cdb')) continue;
    const message = kindOf(outcome);
    if (message === null || (isMailbox(target, entry.local) && !ASSIGNED_ONLY.has(message))) continue;
    const at = outcome.blocked?.at ?? entry.home;
    const stat = outcome.blocked?.stat;
    yield {
      message,
      data: {
        name: entry.local,
        uid: entry.uid,
        home: entry.home,
        user: entry.user,
        at,
        mode: stat ? octal(stat.mode) : '',
        owner: stat ? ownerName(target.installation, stat.uid) : '',
        line: String(entry.line),
        path: source.path,
        change: withdrawn((stat?.mode ?? 0) & target.installation.compiled.patrn),
      },
      subject: { path: source.path, line: entry.line, user: entry.local },
      prevents: seenOf(outcome),
    };
  }
};

/** What no mailbox rule tells of. */
const ASSIGNED_ONLY = new Set(['root', 'relative']);

function isMailbox({ host }: Target, local: string): boolean {
  return (host.accounts.byName(local)?.uid ?? 0) !== 0;
}

function kindOf({ message, blocked, status }: Outcome): string | null {
  switch (message) {
    case 'LSPAWN-6':
      return 'root';
    case 'LOCAL-1':
      return 'relative';
    case 'LOCAL-9':
      return blocked?.errno === 'EACCES' ? 'closed' : 'missing';
    case 'LOCAL-11':
      return 'writable';
    case 'LOCAL-12':
      return 'sticky';
    case 'LOCAL-19':
      return 'nothing';
    case 'LOCAL-20':
    case 'LOCAL-23':
    case 'LOCAL-24':
    case 'LOCAL-25':
      return 'store';
    case 'LOCAL-8':
    case 'LOCAL-15':
    case 'LOCAL-16':
    case 'LOCAL-17':
    case 'LOCAL-18':
      return status === 'deferral' ? 'dot-qmail' : null;
    default:
      return null;
  }
}
