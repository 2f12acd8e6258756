import { EXECUTE, may, READ, WRITE } from '../../host/access.ts';
import type { MailboxCheck } from '../check.ts';
import { credentialsOf, foundInHome, ownAssignment, ownerName, partOf, storesOf, whose } from '../mailbox.ts';
import { assignedPlace, givenTo } from '../repairs.ts';

/** Delivery works, but what reads the Maildir as its user is refused in new or cur, which belong to somebody else (qmail-pop3d.c:130). */
export const check: MailboxCheck = function* (mailbox, installation) {
  const { outcome, local } = mailbox;
  const assignment = ownAssignment(mailbox);
  if (assignment === null || (outcome.status !== 'success' && outcome.status !== 'unknown')) return;
  const who = credentialsOf(assignment);
  for (const store of storesOf(mailbox, 'maildir')) {
    for (const name of ['new', 'cur'] as const) {
      if (installation.host.lstat(`${store.path}/${name}`)?.uid === assignment.uid) continue;
      const { path, stat } = partOf(installation, assignment, store, name);
      if (stat?.type !== 'dir' || stat.uid === assignment.uid || may(who, stat, READ | WRITE | EXECUTE)) continue;
      const owner = ownerName(installation, stat.uid);
      const given = foundInHome(installation, assignment, path);
      const readable = may(who, stat, READ | EXECUTE);
      yield {
        message: readable ? 'change' : 'read',
        data: { ...whose(mailbox), path, owner, to: ownerName(installation, assignment.uid), ...given.data },
        ...given.report,
        subject: { path, user: local },
        prevents: [{ id: readable ? 'POP3D-11' : 'POP3D-4' }],
        fold: owner,
        repairs: givenTo(installation.host, assignedPlace(installation.host, assignment), path),
      };
    }
  }
};
