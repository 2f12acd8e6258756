import { ROOT, walk } from '../../host/access.ts';
import type { MailboxCheck } from '../check.ts';
import { byOwner, foundInHome, ownAssignment, ownerName, reported, whose } from '../mailbox.ts';
import { assignedPlace, changeAt, givenTo } from '../repairs.ts';
import { octal } from '../text.ts';

/** The dot-qmail file of an account is there, and its user may not open it (qmail-local.c:359). */
export const check: MailboxCheck = function* (mailbox, installation) {
  const { outcome, local } = mailbox;
  const assignment = ownAssignment(mailbox);
  if (outcome.message !== 'LOCAL-8' || !outcome.blocked?.stat || assignment === null) return;
  const { at, stat } = outcome.blocked;
  const home = walk(installation.host, ROOT, assignment.home);
  const file = outcome.data['file'] ?? '';
  const there = home.ok ? walk(installation.host, ROOT, file, { cwd: home.path }) : home;
  const isFile = there.ok && there.path === at;
  const place = isFile ? assignedPlace(installation.host, assignment) : null;
  const isOwn = stat.uid === assignment.uid;
  const given = foundInHome(installation, assignment, at);
  yield {
    message: !isFile ? 'way' : isOwn ? 'mode' : 'foreign',
    data: {
      ...whose(mailbox),
      path: isFile ? at : `${assignment.home}/${file}`,
      at,
      mode: octal(stat.mode),
      owner: ownerName(installation, stat.uid),
      to: ownerName(installation, assignment.uid),
      ...given.data,
    },
    subject: { path: at, user: local },
    prevents: reported(mailbox),
    ...(isOwn ? byOwner(installation, assignment, stat) : given.report),
    repairs: isOwn ? changeAt(installation.host, place, at, { add: 0o400 }) : givenTo(installation.host, place, at),
  };
};
