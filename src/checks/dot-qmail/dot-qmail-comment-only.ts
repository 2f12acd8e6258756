import type { MailboxCheck } from '../check.ts';
import { nameOf, ownAssignment, usesDefault } from '../mailbox.ts';

/** The dot-qmail file of an account delivers nowhere, which is a success: `did 0+0+0` (qmail-local.c:656, 675). */
export const check: MailboxCheck = function* (mailbox, installation) {
  const { outcome, result, local } = mailbox;
  if (outcome.message !== 'LOCAL-31' || !result?.file || ownAssignment(mailbox) === null) return;
  if (result.deliveries.length > 0 || usesDefault(mailbox, installation)) return;
  const { path } = result.file;
  yield { data: { user: nameOf(mailbox), path }, subject: { path, user: local } };
};
