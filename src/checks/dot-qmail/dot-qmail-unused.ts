import type { MailboxCheck, Prevented } from '../check.ts';
import { byOwner } from '../mailbox.ts';

/**
 * A dot-qmail file in a home that mail for its address is not delivered by: qmail-local asks for names in lower case with
 * colons for dots, and for regular files only (qmail-local.c:359, 566); and a longer name of an account comes first
 * (qmail-getpw.c:24).
 */
export const check: MailboxCheck = function* ({ unused, local, account }, installation) {
  for (const { path, why, address, safe, user, outcome } of unused) {
    yield {
      message: why,
      data: { path, address, safe, user },
      subject: { path, user: local },
      ...byOwner(installation, account, installation.host.lstat(path)),
      prevents: why !== 'leftover' && outcome.message === 'LOCAL-19' ? [{ id: 'LOCAL-19' }] : UNSEEN,
    };
  }
};

/** Another file, or the default delivery, takes the mail. */
const UNSEEN: readonly Prevented[] = [{ id: 'LOCAL-Q4' }];
