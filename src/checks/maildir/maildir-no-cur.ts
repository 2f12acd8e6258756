import { basename } from '../../host/access.ts';
import type { MailboxCheck } from '../check.ts';
import { ownAssignment, partOf, partScript, storesOf, whose } from '../mailbox.ts';
import { assignedPlace, madeDirectory } from '../repairs.ts';

/**
 * qmail-local does not use cur; whatever reads the Maildir does (qmail-pop3d.c:130, maildir.c:66). A folder of it is read by
 * IMAP servers alone, which make what it lacks.
 */
export const check: MailboxCheck = function* (mailbox, installation) {
  const { outcome, local } = mailbox;
  const assignment = ownAssignment(mailbox);
  if (assignment === null || (outcome.status !== 'success' && outcome.status !== 'unknown')) return;
  for (const store of storesOf(mailbox, 'maildir')) {
    if (installation.host.lstat(`${store.path}/cur`)?.type === 'dir') continue;
    const { path, stat } = partOf(installation, assignment, store, 'cur');
    if (stat?.type === 'dir') continue;
    yield {
      message: stat !== null ? 'file' : basename(store.path).startsWith('.') ? 'folder' : 'default',
      data: { ...whose(mailbox), maildir: store.path, path, script: partScript(path) },
      subject: { path, user: local },
      repairs: stat === null ? madeDirectory(assignedPlace(installation.host, assignment), path) : [],
    };
  }
};
