import type { MailboxCheck } from '../check.ts';
import { nameOf, ownAssignment, reported } from '../mailbox.ts';

/** chdir to the home finds nothing, or no directory: the entry of users/assign tells of another place than there is (qmail-local.c:490). */
export const check: MailboxCheck = function* (mailbox) {
  const { outcome, local } = mailbox;
  const assignment = ownAssignment(mailbox);
  const errno = outcome.blocked?.errno;
  if (outcome.message !== 'LOCAL-9' || assignment === null) return;
  if (errno !== 'ENOENT' && errno !== 'ENOTDIR') return;
  yield {
    message: errno === 'ENOENT' ? 'default' : 'file',
    data: { user: nameOf(mailbox), home: assignment.home, path: outcome.blocked?.at ?? assignment.home },
    subject: { path: assignment.home, user: local },
    prevents: reported(mailbox),
  };
};
