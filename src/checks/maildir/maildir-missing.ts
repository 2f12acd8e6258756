import type { MailboxCheck } from '../check.ts';
import { maildirScript, ownAssignment, whose } from '../mailbox.ts';

/** chdir to the Maildir fails since a component of its path is not there (qmail-local.c:93). */
export const check: MailboxCheck = function* (mailbox, installation) {
  const { outcome, result, local } = mailbox;
  if (outcome.message !== 'LOCAL-20' || outcome.blocked?.errno !== 'ENOENT' || ownAssignment(mailbox) === null) return;
  const maildir = outcome.blocked.at;
  yield {
    message: mailbox.system && result?.file === null ? 'system' : 'default',
    data: { ...whose(mailbox), maildir, script: maildirScript(installation, maildir) },
    subject: { path: maildir, user: local },
  };
};
