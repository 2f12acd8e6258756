import type { MailboxCheck } from '../check.ts';
import { ownAssignment, usesDefault, whose } from '../mailbox.ts';

/** The first line of the dot-qmail file of an account has nothing but blanks (qmail-local.c:653). */
export const check: MailboxCheck = function* (mailbox, installation) {
  const { outcome, result, local } = mailbox;
  if (outcome.message !== 'LOCAL-16' || !result?.file || ownAssignment(mailbox) === null) return;
  if (usesDefault(mailbox, installation)) return;
  const { path } = result.file;
  yield { data: { ...whose(mailbox), path }, subject: { path, line: 1, user: local } };
};
