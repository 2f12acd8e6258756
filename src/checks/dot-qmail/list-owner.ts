import type { MailboxCheck } from '../check.ts';
import { whose } from '../mailbox.ts';

/** So many forwards look like a list. */
const MANY = 3;

/**
 * Bounces of what a list forwards go to its owner only where `.qmail-NAME-owner` is there, and to an address for each
 * member only where `.qmail-NAME-owner-default` is there as well (qmail-local.c:595).
 */
export const check: MailboxCheck = function* (mailbox) {
  const { extension, dotQmails, result, local } = mailbox;
  if (extension === null || !result?.file || /-(owner|default)$/.test(extension)) return;
  if (result.forwards.length === 0 || dotQmails.includes(`${extension}-owner`)) return;
  const verp = dotQmails.includes(`${extension}-owner-default`);
  if (!verp && result.forwards.length < MANY) return;
  const { path } = result.file;
  yield {
    message: verp ? 'verp' : 'default',
    data: { ...whose(mailbox), path, owner: `${path}-owner`, count: String(result.forwards.length) },
    subject: { path, user: local },
  };
};
