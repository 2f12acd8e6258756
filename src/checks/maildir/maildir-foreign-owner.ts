import { EXECUTE, may, WRITE } from '../../host/access.ts';
import type { Assignment } from '../../qmail/getpw.ts';
import type { Installation } from '../../qmail/installation.ts';
import type { Mailbox, MailboxCheck, Report, Store } from '../check.ts';
import {
  credentialsOf,
  failedStore,
  foundInHome,
  ownAssignment,
  ownerName,
  type Part,
  partOf,
  whose,
} from '../mailbox.ts';
import { assignedPlace, givenTo } from '../repairs.ts';

/**
 * The Maildir, or tmp or new in it, belongs to somebody else and lets the user neither in nor write (qmail-local.c:93,
 * 106), as maildirmake run by root leaves it. Where all of it does, it is one finding with one command.
 */
export const check: MailboxCheck = function* (mailbox, installation) {
  const { outcome } = mailbox;
  const assignment = ownAssignment(mailbox);
  const store = failedStore(mailbox);
  if (outcome.blocked?.errno !== 'EACCES' || assignment === null || store?.kind !== 'maildir') return;
  if (outcome.message === 'LOCAL-20') {
    if (outcome.blocked.at !== store.path || store.stat.uid === assignment.uid) return;
    const message = isWhole(installation, store) ? 'whole' : 'default';
    yield report(mailbox, installation, assignment, store.path, store.stat.uid, message);
    return;
  }
  const foreign = (['tmp', 'new'] as const)
    .map((name) => partOf(installation, assignment, store, name))
    .filter((part) => isForeign(part, assignment));
  const owners = new Set(foreign.map(({ stat }) => stat?.uid));
  if (foreign.length === 2 && owners.size === 1 && isWhole(installation, store)) {
    yield report(mailbox, installation, assignment, store.path, foreign[0]?.stat?.uid ?? 0, 'parts');
    return;
  }
  for (const { path, stat } of foreign) yield report(mailbox, installation, assignment, path, stat?.uid ?? 0, 'part');
};

/** Whether tmp, new and cur are directories in the Maildir itself, and none is a link. */
function isWhole({ host }: Installation, { path }: Store): boolean {
  return ['tmp', 'new', 'cur'].every((name) => host.lstat(`${path}/${name}`)?.type === 'dir');
}

function isForeign({ stat }: Part, assignment: Assignment): boolean {
  if (stat?.type !== 'dir' || stat.uid === assignment.uid) return false;
  return !may(credentialsOf(assignment), stat, WRITE | EXECUTE);
}

function report(
  mailbox: Mailbox,
  installation: Installation,
  assignment: Assignment,
  path: string,
  uid: number,
  message: 'default' | 'whole' | 'parts' | 'part',
): Report {
  const place = assignedPlace(installation.host, assignment);
  const isAll = message !== 'part';
  const paths = isAll ? [path, ...['tmp', 'new', 'cur'].map((name) => `${path}/${name}`)] : [path];
  const given = foundInHome(installation, assignment, path, isAll ? 1 : 0);
  return {
    message,
    data: {
      ...whose(mailbox),
      path,
      owner: ownerName(installation, uid),
      to: ownerName(installation, assignment.uid),
      ...given.data,
    },
    ...given.report,
    subject: { path, user: mailbox.local },
    prevents: [{ id: message === 'part' || message === 'parts' ? 'LOCAL-23' : 'LOCAL-20' }],
    fold: ownerName(installation, uid),
    repairs: paths.flatMap((each) => givenTo(installation.host, place, each)),
  };
}
