import { messageOf } from '../../qmail/message.ts';
import type { MailboxCheck, Prevented } from '../check.ts';
import { isPathAsForward } from '../default-delivery.ts';
import { dotQmailLines, linePlace } from '../dot-qmail-lines.ts';

/** A line that was meant as a path and begins with neither dot nor slash is a forward (qmail-local.c:681). */
export const check: MailboxCheck = function* (mailbox, installation) {
  const file = dotQmailLines(mailbox, installation);
  for (const each of file?.lines ?? []) {
    if (file === null || !('target' in each) || !isPathAsForward(each) || /^[ \t]|\r$/.test(each.text)) continue;
    const prevents = mailbox.copyTo(each.target);
    yield { ...linePlace(mailbox, file.path, each), message: consequence(prevents), prevents };
  }
};

function consequence([first]: readonly Prevented[]): 'default' | 'taken' | 'forwarded' {
  if (first === undefined) return 'forwarded';
  const { where, status } = messageOf(first.id);
  return where === 'silent' ? 'taken' : status === 'failure' ? 'default' : 'forwarded';
}
