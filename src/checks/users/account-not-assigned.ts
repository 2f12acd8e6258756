import { ROOT, walk } from '../../host/access.ts';
import type { MailboxCheck } from '../check.ts';
import { reported } from '../mailbox.ts';
import { hasMailbox } from '../wants-mail.ts';

/**
 * users/cdb gives the name of an account to another user, mostly by the `+:` that qmail-pw2u writes, and no file of that
 * user answers for it: qmail-getpw is not asked any more (qmail-lspawn.c:151).
 */
export const check: MailboxCheck = function* (mailbox, installation) {
  const { account, assignment, outcome, local, system } = mailbox;
  if (account === null || system || assignment?.by !== 'users/cdb' || outcome.message !== 'LOCAL-19') return;
  const home = walk(installation.host, ROOT, account.home);
  yield {
    message: hasMailbox(installation, mailbox, account, home) ? 'default' : 'unused',
    data: {
      user: account.name,
      other: assignment.user,
      home: assignment.home,
      path: `${installation.home}/users/assign`,
    },
    subject: { path: `${installation.home}/users/assign`, user: local },
    prevents: reported(mailbox),
  };
};
