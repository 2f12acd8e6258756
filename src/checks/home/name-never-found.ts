import { NAME_LIMIT } from '../../qmail/getpw.ts';
import type { MailboxCheck } from '../check.ts';
import { reported } from '../mailbox.ts';

/** qmail-getpw asks for names in lower case of at most 31 bytes (qmail-getpw.c:17, 35), so other accounts are never found. */
export const check: MailboxCheck = function* (mailbox) {
  const { account, assignment, outcome, result, local } = mailbox;
  if (account === null || assignment === null || mailbox.system || assignment.by === 'users/cdb') return;
  const capitals = /[A-Z]/.test(account.name);
  if (!capitals && account.name.length <= NAME_LIMIT) return;
  const byDefault = assignment.by === 'alias' && result?.file?.name === '.qmail-default';
  if (assignment.by === 'alias' && !byDefault && result?.file) return;
  const taken = outcome.status === 'success' || outcome.status === 'unknown';
  const swallowed = byDefault && taken;
  const other = assignment.by === 'passwd';
  yield {
    message: other ? 'other' : swallowed ? 'swallowed' : capitals ? 'default' : 'long',
    data: {
      user: account.name,
      length: String(account.name.length),
      other: assignment.user,
      file: result?.file?.path ?? '',
    },
    subject: { user: local },
    prevents: other && taken ? [{ id: 'GETPW-Q2' }] : swallowed ? [{ id: 'LOCAL-Q3' }] : reported(mailbox),
  };
};
