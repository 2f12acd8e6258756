import type { MailboxCheck } from '../check.ts';
import { failedStore, ownAssignment, whose } from '../mailbox.ts';

/** link(2) from tmp to new does not cross file systems (qmail-local.c:135). */
export const check: MailboxCheck = function* (mailbox) {
  const store = failedStore(mailbox);
  if (mailbox.outcome.message !== 'LOCAL-23' || mailbox.outcome.blocked?.errno !== 'EXDEV' || store === null) return;
  if (ownAssignment(mailbox) === null) return;
  yield {
    data: { ...whose(mailbox), maildir: store.path },
    subject: { path: store.path, user: mailbox.local },
  };
};
