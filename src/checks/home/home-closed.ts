import { ROOT, walk } from '../../host/access.ts';
import type { MailboxCheck } from '../check.ts';
import { nameOf, ownAssignment, ownerName, reported, searchFor } from '../mailbox.ts';
import { assignedPlace, changeAt, givenTo } from '../repairs.ts';
import { octal } from '../text.ts';

/** The user may not enter the home, or may not walk the way to it (qmail-local.c:490). */
export const check: MailboxCheck = function* (mailbox, installation) {
  const { outcome, local } = mailbox;
  const assignment = ownAssignment(mailbox);
  if (outcome.message !== 'LOCAL-9' || assignment === null) return;
  const { errno, at, stat } = outcome.blocked ?? {};
  if (errno === 'ENOENT' || errno === 'ENOTDIR' || at === undefined || !stat) return;
  const home = walk(installation.host, ROOT, assignment.home);
  const isHome = home.ok && home.path === at;
  const place = isHome ? assignedPlace(installation.host, assignment) : null;
  const isOwn = stat.uid === assignment.uid;
  yield {
    message: !isHome ? 'way' : isOwn ? 'mode' : 'foreign',
    data: {
      user: nameOf(mailbox),
      home: assignment.home,
      at,
      mode: octal(stat.mode),
      owner: ownerName(installation, stat.uid),
      change: searchFor(assignment, stat),
      to: ownerName(installation, assignment.uid),
    },
    subject: { path: at, user: local },
    prevents: reported(mailbox),
    repairs: isOwn ? changeAt(installation.host, place, at, { add: 0o100 }) : givenTo(installation.host, place, at),
    ...(isHome ? {} : { fold: at, shared: true }),
  };
};
