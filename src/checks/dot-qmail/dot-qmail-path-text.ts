import type { MailboxCheck } from '../check.ts';
import { dotQmailLines, linePlace } from '../dot-qmail-lines.ts';
import { byOwner } from '../mailbox.ts';
import { sedReplace } from '../sed.ts';

/** A Maildir, or a file with a comment: all of the line is the path, and without a slash at its end it is an mbox (qmail-local.c:662). */
const WITH_TEXT = /^(\S*\/(?=[ \t])|\S+(?=[ \t]+#))[ \t]+(\S.*)$/;

/** A path with text behind it: mail goes into an mbox file that is called so. */
export const check: MailboxCheck = function* (mailbox, installation) {
  const file = dotQmailLines(mailbox, installation);
  for (const each of file?.lines ?? []) {
    const [, meant, rest] = (each.kind === 'mbox' && WITH_TEXT.exec(each.text)) || [];
    if (file === null || meant === undefined || rest === undefined || /[/\r]$/.test(rest)) continue;
    if (mailbox.outcome.message === 'LOCAL-24' && mailbox.result?.at?.line === each.line) continue;
    const { data, subject } = linePlace(mailbox, file.path, each);
    yield {
      data: { ...data, meant, rest, script: sedReplace(each.text, [meant]) },
      subject,
      ...byOwner(installation, mailbox.assignment, installation.host.lstat(file.path)),
    };
  }
};
