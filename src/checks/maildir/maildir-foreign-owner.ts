import { EXECUTE, may, WRITE } from '../../host/access.ts';
import type { Assignment } from '../../qmail/getpw.ts';
import type { Installation } from '../../qmail/installation.ts';
import type { Mailbox, MailboxCheck, Report } from '../check.ts';
import { credentialsOf, failedStore, ownAssignment, ownerName, type Part, partOf, whose } from '../mailbox.ts';

/**
 * The Maildir, or tmp or new in it, belongs to somebody else and lets the user neither in nor write (qmail-local.c:93,
 * 106), as maildirmake run by root leaves it. Each is reported, since each needs its own chown.
 */
export const check: MailboxCheck = function* (mailbox, installation) {
  const { outcome } = mailbox;
  const assignment = ownAssignment(mailbox);
  const store = failedStore(mailbox);
  if (outcome.blocked?.errno !== 'EACCES' || assignment === null || store?.kind !== 'maildir') return;
  if (outcome.message === 'LOCAL-20') {
    if (outcome.blocked.at !== store.path || store.stat.uid === assignment.uid) return;
    yield report(mailbox, installation, assignment, store.path, store.stat.uid, 'default');
  }
  for (const name of ['tmp', 'new'] as const) {
    const part = partOf(installation, assignment, store, name);
    if (part.stat !== null && isForeign(part, assignment))
      yield report(mailbox, installation, assignment, part.path, part.stat.uid, 'part');
  }
};

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
  message: 'default' | 'part',
): Report {
  return {
    message,
    data: {
      ...whose(mailbox),
      path,
      owner: ownerName(installation, uid),
      to: ownerName(installation, assignment.uid),
    },
    subject: { path, user: mailbox.local },
    prevents: [{ id: message === 'part' ? 'LOCAL-23' : 'LOCAL-20' }],
    fold: ownerName(installation, uid),
  };
}
