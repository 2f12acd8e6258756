import { errorText } from '../../qmail/errors.ts';
import type { MailboxCheck } from '../check.ts';
import { byOwner, failedStore, ownAssignment, ownerName, searchFor, whose } from '../mailbox.ts';
import { assignedPlace, changeAt } from '../repairs.ts';
import { octal } from '../text.ts';

/** chdir to the Maildir is refused, and not since the Maildir belongs to somebody else (qmail-local.c:93). */
export const check: MailboxCheck = function* (mailbox, installation) {
  const { outcome, local, result } = mailbox;
  const assignment = ownAssignment(mailbox);
  if (outcome.message !== 'LOCAL-20' || outcome.blocked === null || assignment === null) return;
  const { errno, at, stat } = outcome.blocked;
  if (errno === 'ENOENT' || errno === 'ENOTDIR') return;
  const data = { ...whose(mailbox), path: at, line: result?.at?.text ?? '' };
  const subject = { path: at, user: local };
  if (errno !== 'EACCES' || stat === null) {
    yield { message: 'path', data: { ...data, error: errorText(errno) }, subject };
    return;
  }
  const isMaildir = at === failedStore(mailbox)?.path;
  if (isMaildir && stat.uid !== assignment.uid) return;
  yield {
    message: isMaildir ? 'mode' : 'way',
    data: {
      ...data,
      owner: ownerName(installation, stat.uid),
      mode: octal(stat.mode),
      change: searchFor(assignment, stat),
    },
    subject,
    ...(isMaildir ? byOwner(installation, assignment, stat) : { fold: at }),
    repairs: isMaildir
      ? changeAt(installation.host, assignedPlace(installation.host, assignment), at, { add: 0o700 })
      : [],
  };
};
