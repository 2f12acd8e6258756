import type { AssignEntry } from '../../qmail/assign.ts';
import type { Outcome } from '../../qmail/trace.ts';
import { NOBODY } from '../../qmail/trace.ts';
import { assignedAddress, assignSource } from '../assign.ts';
import type { Check, Target } from '../check.ts';
import { seenOf, traceLocal } from '../local-address.ts';
import { ownerName, withdrawn } from '../mailbox.ts';
import { octal } from '../text.ts';
import { isVpopmailEntry } from '../vpopmail.ts';

/**
 * An entry of users/assign leads to a delivery that fails; of a wildcard, for all its names. Entries for the name of an account are told of by the
 * mailbox rules, as far as the home decides. Exits of programs are their own decision.
 */
export const check: Check = function* (target) {
  if (target.usersCdb() === 'absent') return;
  const source = assignSource(target);
  const told = new Set(source?.assign.entries.filter(({ wild }) => !wild).map(placeOf));
  for (const entry of source?.assign.entries ?? []) {
    if (source === null || (entry.wild && (isVpopmailEntry(entry) || told.has(placeOf(entry))))) continue;
    const { outcome, assignment } = traceLocal(target, assignedAddress(entry, NOBODY)) ?? {};
    if (!outcome || (assignment !== null && assignment?.by !== 'users/cdb')) continue;
    const message = kindOf(outcome);
    if (message === null || !isToldHere(target, entry, message)) continue;
    told.add(placeOf(entry));
    const at = outcome.blocked?.at ?? entry.home;
    const stat = outcome.blocked?.stat;
    yield {
      message,
      data: {
        name: entry.wild ? `${entry.local}*` : entry.local,
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

/** What a home does to all the names that a wildcard is for. */
const BY_HOME = new Set(['missing', 'closed', 'writable', 'sticky']);

function isToldHere(target: Target, { wild, local, user, uid, home }: AssignEntry, message: string): boolean {
  if (ASSIGNED_ONLY.has(message)) return true;
  if (!wild) return !isMailbox(target, local);
  const account = target.host.accounts.byName(user);
  return BY_HOME.has(message) && !(account?.home === home && String(account.uid) === uid);
}

/** A name and its extensions mostly share these. */
function placeOf({ uid, home }: AssignEntry): string {
  return `${uid}:${home}`;
}

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
