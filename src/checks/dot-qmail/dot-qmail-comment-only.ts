import type { MailboxCheck } from '../check.ts';
import { dotQmailLines } from '../dot-qmail-lines.ts';
import { whose } from '../mailbox.ts';

/** Names whose mail nobody reads, by what they say. */
const DISCARDS =
  /(^|[-_.:])(no-?reply|do-?not-?reply|null|dev-?null|nobody|nowhere|void|black-?hole|discard|trash|ignore)\b/;

/** Names that somebody must read. */
const READ = /^\.qmail-(postmaster|mailer-daemon|root|abuse|hostmaster|webmaster|security)$/;

/** A dot-qmail file delivers nowhere, which is a success: `did 0+0+0` (qmail-local.c:656, 675). */
export const check: MailboxCheck = function* (mailbox, installation) {
  const file = dotQmailLines(mailbox, installation);
  if (file === null || file.lines.some((each) => 'target' in each || (each.kind === 'blank' && each.line === 1)))
    return;
  const { path, name } = file;
  const bare = file.lines.every(({ text }) => text === '#' || text === '');
  const meant = mailbox.extension !== null && !READ.test(name) && (bare || DISCARDS.test(name));
  yield {
    message: meant ? 'meant' : 'default',
    data: { ...whose(mailbox), path },
    subject: { path, user: mailbox.local },
  };
};
