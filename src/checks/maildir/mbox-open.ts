import type { MailboxCheck } from '../check.ts';
import { byOwner, openToGroup, openToOthers, ownAssignment, storesOf, whose, withdrawn } from '../mailbox.ts';
import { assignedPlace, changeAt } from '../repairs.ts';
import { octal } from '../text.ts';

/** The group of a mail spool: its members are programs that lock and read. */
const SPOOL_GROUP = 'mail';

/** Who may open an mbox file may also lock it, and qmail-local waits 30 seconds for that lock (qmail-local.c:190). */
export const check: MailboxCheck = function* (mailbox, installation) {
  const assignment = ownAssignment(mailbox);
  if (assignment === null) return;
  for (const store of storesOf(mailbox, 'mbox')) {
    if (store.stat.type !== 'file') continue;
    const { path, stat } = store;
    const others = openToOthers(installation, store, 0o006);
    const group = installation.host.accounts.groupName(stat.gid);
    if (others === 0 && (group === SPOOL_GROUP || openToGroup(installation, store, 0o060) === 0)) continue;
    yield {
      message: others === 0 ? 'group' : others & 0o004 ? 'default' : 'writable',
      data: { ...whose(mailbox), path, mode: octal(stat.mode), group, change: withdrawn(others) },
      subject: { path, user: mailbox.local },
      prevents: [{ id: 'LOCAL-7' }, ...(others === 0o002 ? [] : [{ id: 'PRIVACY-N1' }])],
      fold: octal(stat.mode),
      ...byOwner(installation, assignment, stat),
      repairs: changeAt(installation.host, assignedPlace(installation.host, assignment), path, { remove: others }),
    };
  }
};
