import type { MailboxCheck } from '../check.ts';
import { isMeant, nameOf, ownAssignment, withdrawn } from '../mailbox.ts';
import { assignedPlace, changeAt } from '../repairs.ts';
import { octal } from '../text.ts';

const STICKY = 0o1000;

/**
 * A mode bit of the home stops every delivery of its user: write permission for others (`parameters.message` LOCAL-11,
 * qmail-local.c:322), or the sticky bit (LOCAL-12, qmail-local.c:324).
 */
export const check: MailboxCheck = function* (mailbox, { host, compiled }, { parameters }) {
  const { outcome, local } = mailbox;
  const assignment = ownAssignment(mailbox);
  if (outcome.message !== parameters?.['message'] || !outcome.blocked?.stat || assignment === null) return;
  const { at: home, stat } = outcome.blocked;
  const remove = outcome.message === 'LOCAL-12' ? STICKY : stat.mode & compiled.patrn & ~STICKY;
  yield {
    message: isMeant(mailbox) ? 'default' : 'system',
    data: { user: nameOf(mailbox), home, mode: octal(stat.mode), change: remove === STICKY ? '-t' : withdrawn(remove) },
    subject: { path: home, user: local },
    fold: octal(stat.mode),
    repairs: changeAt(host, assignedPlace(host, assignment), home, { remove }),
  };
};
