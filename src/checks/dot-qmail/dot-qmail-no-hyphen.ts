import { ROOT, walk } from '../../host/access.ts';
import type { MailboxCheck } from '../check.ts';
import { whose } from '../mailbox.ts';

const NAME = '.qmaildefault';

/**
 * `.qmaildefault` is asked for where `.qmail` is missing, for the user's own address alone (qmail-local.c:404): whoever
 * writes it means `.qmail-default`.
 */
export const check: MailboxCheck = function* (mailbox, { host }) {
  const { dotQmails, assignment, result, local } = mailbox;
  if (!dotQmails.includes(NAME) || assignment === null) return;
  const home = walk(host, ROOT, assignment.home);
  if (!home.ok) return;
  const used = result?.file?.name === NAME;
  const path = `${home.path}/${NAME}`;
  yield {
    message: used ? 'used' : 'idle',
    data: { ...whose(mailbox), path, safe: `${home.path}/.qmail-default` },
    subject: { path, user: local },
    prevents: [{ id: used ? 'LOCAL-Q8' : 'LOCAL-Q4' }],
  };
};
