import type { MailboxCheck } from '../check.ts';
import { textBehindPath } from '../default-delivery.ts';
import { dotQmailLines, linePlace } from '../dot-qmail-lines.ts';
import { byOwner } from '../mailbox.ts';
import { sedReplace } from '../sed.ts';

/** A path with text behind it: mail goes into an mbox file that is called so. */
export const check: MailboxCheck = function* (mailbox, installation) {
  const file = dotQmailLines(mailbox, installation);
  for (const each of file?.lines ?? []) {
    const found = textBehindPath(each);
    if (file === null || found === null) continue;
    if (mailbox.outcome.message === 'LOCAL-24' && mailbox.result?.at?.line === each.line) continue;
    const { data, subject } = linePlace(mailbox, file.path, each);
    yield {
      data: { ...data, ...found, script: sedReplace(each.text, [found.meant]) },
      subject,
      ...byOwner(installation, mailbox.assignment, installation.host.lstat(file.path)),
    };
  }
};
