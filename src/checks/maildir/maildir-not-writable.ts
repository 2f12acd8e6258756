import type { MailboxCheck } from '../check.ts';
import { byOwner, failedParts, ownerName, whose } from '../mailbox.ts';
import { assignedPlace, changeAt } from '../repairs.ts';
import { octal } from '../text.ts';

/** The mode of tmp or new keeps its own user out, or what it links to lies behind a closed directory (qmail-local.c:106). */
export const check: MailboxCheck = function* (mailbox, installation) {
  const { host } = installation;
  const { assignment } = mailbox;
  for (const { refused, path } of failedParts(mailbox, installation)?.parts ?? []) {
    if (refused?.errno !== 'EACCES' || refused.stat === null) continue;
    const { at, stat } = refused;
    const own = stat.uid === assignment?.uid;
    if (at === path && !own) continue;
    yield {
      message: at === path ? 'default' : 'way',
      data: { ...whose(mailbox), path, at, mode: octal(stat.mode), owner: ownerName(installation, stat.uid) },
      subject: { path: at, user: mailbox.local },
      ...(at === path ? byOwner(installation, assignment, stat) : {}),
      repairs:
        at === path && assignment !== null ? changeAt(host, assignedPlace(host, assignment), at, { add: 0o700 }) : [],
    };
  }
};
