import { ROOT, walk } from '../../host/access.ts';
import type { Mailbox, MailboxCheck } from '../check.ts';
import { reported } from '../mailbox.ts';
import { hasMailbox } from '../wants-mail.ts';

/**
 * users/cdb gives the name of an account to another user, mostly by the `+:` that qmail-pw2u writes, and no file of that
 * user answers for it, or its catch-all does: qmail-getpw is not asked any more (qmail-lspawn.c:151).
 */
export const check: MailboxCheck = function* (mailbox, installation) {
  const { account, assignment, outcome, local, system } = mailbox;
  const bounces = outcome.message === 'LOCAL-19';
  if (account === null || system || assignment?.by !== 'users/cdb' || !(bounces || isCaught(mailbox))) return;
  const meant = hasMailbox(installation, mailbox, account, walk(installation.host, ROOT, account.home));
  if (!bounces && !meant) return;
  yield {
    message: !bounces ? 'caught' : meant ? 'default' : 'unused',
    data: {
      user: account.name,
      other: assignment.user,
      home: assignment.home,
      path: `${installation.home}/users/assign`,
    },
    subject: { path: `${installation.home}/users/assign`, user: local },
    prevents: bounces ? reported(mailbox) : [{ id: 'LOCAL-Q3' }],
  };
};

/** The catch-all file of another home took it, as it takes any name. */
function isCaught({ account, assignment, result, local }: Mailbox): boolean {
  if (assignment === null || result?.file?.name !== '.qmail-default') return false;
  return assignment.ext === local && assignment.user !== account?.name && assignment.home !== account?.home;
}
