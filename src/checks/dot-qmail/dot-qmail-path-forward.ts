import type { MailboxCheck } from '../check.ts';
import { isPathAsForward } from '../default-delivery.ts';
import { dotQmailLines, linePlace } from '../dot-qmail-lines.ts';

/** A line that was meant as a path and begins with neither dot nor slash is a forward (qmail-local.c:681). */
export const check: MailboxCheck = function* (mailbox, installation) {
  const file = dotQmailLines(mailbox, installation);
  for (const each of file?.lines ?? []) {
    if (file === null || !('target' in each) || !isPathAsForward(each) || /^[ \t]|\r$/.test(each.text)) continue;
    yield { ...linePlace(mailbox, file.path, each), prevents: mailbox.copyTo(each.target) };
  }
};
