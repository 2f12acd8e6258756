import type { MailboxCheck } from '../check.ts';
import { byOwner, ownAssignment, usesDefault, whose } from '../mailbox.ts';

/** The first line of the dot-qmail file of an account has nothing but blanks (qmail-local.c:653). */
export const check: MailboxCheck = function* (mailbox, installation) {
  const { outcome, result, local } = mailbox;
  const assignment = ownAssignment(mailbox);
  if (outcome.message !== 'LOCAL-16' || !result?.file || assignment === null) return;
  if (usesDefault(mailbox, installation)) return;
  const { path } = result.file;
  const own = byOwner(installation, assignment, installation.host.lstat(path));
  yield { data: { ...whose(mailbox), path }, subject: { path, line: 1, user: local }, ...own };
};
