import type { MailboxCheck } from '../check.ts';
import { isMeant, ownAssignment, ownerName, reported, whose } from '../mailbox.ts';
import { octal } from '../text.ts';

/** The mbox file cannot be opened for appending, or is a device, on which fsync fails (qmail-local.c:186, 228). */
export const check: MailboxCheck = function* (mailbox, installation) {
  const { outcome, result, local } = mailbox;
  if ((outcome.message !== 'LOCAL-24' && outcome.message !== 'LOCAL-25') || outcome.blocked === null) return;
  const { errno, at, stat } = outcome.blocked;
  if (errno === 'EISDIR' || !isMeant(mailbox) || ownAssignment(mailbox) === null) return;
  yield {
    message: outcome.message === 'LOCAL-25' ? 'device' : kindOf(errno),
    data: {
      ...whose(mailbox),
      line: result?.at?.text ?? '',
      path: at,
      owner: stat === null ? '' : ownerName(installation, stat.uid),
      mode: stat === null ? '' : octal(stat.mode),
    },
    subject: { path: at, user: local },
    prevents: reported(mailbox),
  };
};

function kindOf(errno: string): 'missing' | 'closed' | 'path' {
  return errno === 'ENOENT' ? 'missing' : errno === 'EACCES' ? 'closed' : 'path';
}
