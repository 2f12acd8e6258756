import { EXECUTE, may, WRITE } from '../../host/access.ts';
import type { MailboxCheck } from '../check.ts';
import { credentialsOf, failedParts, foundInHome, ownAssignment, ownerName, partScript, whose } from '../mailbox.ts';
import { assignedPlace, madeDirectory } from '../repairs.ts';

/** tmp or new is not there, or is no directory nor a link that leads to one: without tmp no file can be made, without new it cannot be linked (qmail-local.c:106, 135). */
export const check: MailboxCheck = function* (mailbox, installation) {
  const failed = failedParts(mailbox, installation);
  const assignment = ownAssignment(mailbox);
  if (failed === null || assignment === null) return;
  const { store, parts } = failed;
  const canMake = may(credentialsOf(assignment), store.stat, WRITE | EXECUTE);
  for (const { refused, path: written } of parts) {
    if (refused === null || ELSEWHERE.has(refused.errno)) continue;
    const missing = refused.errno === 'ENOENT';
    const path = missing ? refused.at : written;
    const message = !missing ? 'file' : canMake ? 'default' : 'foreign';
    const given = foundInHome(installation, assignment, store.path);
    yield {
      message,
      data: {
        ...whose(mailbox),
        path,
        maildir: store.path,
        script: partScript(path),
        owner: ownerName(installation, store.stat.uid),
        to: ownerName(installation, assignment.uid),
        ...given.data,
      },
      ...(message === 'foreign' ? given.report : {}),
      subject: { path, user: mailbox.local },
      repairs: message === 'default' ? madeDirectory(assignedPlace(installation.host, assignment), path) : [],
    };
  }
};

/** What other rules tell: a closed directory, another file system. */
const ELSEWHERE = new Set(['EACCES', 'EXDEV']);
