import type { MailboxCheck } from '../check.ts';
import {
  byOwner,
  foundInHome,
  modeScript,
  openToGroup,
  openToOthers,
  ownAssignment,
  ownerName,
  storesOf,
  whose,
} from '../mailbox.ts';
import { assignedPlace, changeAt } from '../repairs.ts';
import { octal } from '../text.ts';

/** Others, or the group, may list, enter or change the Maildir. qmail-local does not look (qmail-local.c:93). */
export const check: MailboxCheck = function* (mailbox, installation) {
  const { local } = mailbox;
  const assignment = ownAssignment(mailbox);
  for (const store of storesOf(mailbox, 'maildir')) {
    if (store.stat.type !== 'dir' || assignment === null) continue;
    const { path, stat } = store;
    const others = openToOthers(installation, store, 0o007) !== 0;
    if (!others && openToGroup(installation, store, 0o070) === 0) continue;
    const foreign = stat.uid !== assignment.uid;
    const given = foundInHome(installation, assignment, path);
    yield {
      message: !others ? 'group' : foreign ? 'foreign' : 'default',
      data: {
        ...whose(mailbox),
        path,
        mode: octal(stat.mode),
        group: installation.host.accounts.groupName(stat.gid),
        owner: ownerName(installation, stat.uid),
        to: ownerName(installation, assignment.uid),
        script: modeScript('o-rwx', path),
        ...given.data,
      },
      subject: { path, user: local },
      fold: octal(stat.mode),
      ...(others && foreign ? given.report : byOwner(installation, assignment, stat)),
      repairs: changeAt(installation.host, assignedPlace(installation.host, assignment), path, { remove: 0o007 }),
    };
  }
};
