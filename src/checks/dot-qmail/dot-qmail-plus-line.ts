import type { MailboxCheck } from '../check.ts';
import { dotQmailLines, linePlace } from '../dot-qmail-lines.ts';

/** A line that begins with a plus sign is left out without a word, unless it is `+list` (qmail-local.c:675). */
export const check: MailboxCheck = function* (mailbox, installation) {
  const file = dotQmailLines(mailbox, installation);
  if (file === null || !file.lines.some((each) => 'target' in each)) return;
  for (const each of file.lines) if (each.kind === 'ignored') yield linePlace(mailbox, file.path, each);
};
