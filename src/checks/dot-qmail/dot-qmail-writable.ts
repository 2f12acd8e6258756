import type { MailboxCheck } from '../check.ts';
import { ownAssignment, whose, withdrawn } from '../mailbox.ts';
import { octal } from '../text.ts';

/** Others may write to the dot-qmail file of an account (qmail-local.c:368); `patrn` says which bits count. */
export const check: MailboxCheck = function* (mailbox, { compiled }) {
  const { outcome, local } = mailbox;
  if (outcome.message !== 'LOCAL-15' || !outcome.blocked?.stat || ownAssignment(mailbox) === null) return;
  const { at: path, stat } = outcome.blocked;
  yield {
    data: { ...whose(mailbox), path, mode: octal(stat.mode), change: withdrawn(stat.mode & compiled.patrn) },
    subject: { path, user: local },
    fold: octal(stat.mode),
  };
};
