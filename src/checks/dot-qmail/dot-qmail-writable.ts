import type { MailboxCheck } from '../check.ts';
import { byOwner, ownAssignment, whose, withdrawn } from '../mailbox.ts';
import { assignedPlace, changeAt } from '../repairs.ts';
import { octal } from '../text.ts';

/** Others may write to the dot-qmail file of an account (qmail-local.c:368); `patrn` says which bits count. */
export const check: MailboxCheck = function* (mailbox, installation) {
  const { host, compiled } = installation;
  const { outcome, local } = mailbox;
  const assignment = ownAssignment(mailbox);
  if (outcome.message !== 'LOCAL-15' || !outcome.blocked?.stat || assignment === null) return;
  const { at: path, stat } = outcome.blocked;
  const remove = stat.mode & compiled.patrn;
  yield {
    data: { ...whose(mailbox), path, mode: octal(stat.mode), change: withdrawn(remove) },
    subject: { path, user: local },
    fold: octal(stat.mode),
    ...byOwner(installation, assignment, stat),
    repairs: changeAt(host, assignedPlace(host, assignment), path, { remove }),
  };
};
