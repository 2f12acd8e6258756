import { aliasAccount } from '../alias.ts';
import type { Check } from '../check.ts';
import { isMiniQmail, MINI_QMAIL } from '../qmqp.ts';

/**
 * Nobody answers for the addresses that no account has (qmail-getpw.c:67). notqmail stops before that: qmail-queue looks
 * the account up for every message (qmail-queue.c:177).
 */
export const check: Check = function* (target) {
  if (aliasAccount(target) !== null) return;
  if (isMiniQmail(target)) return yield MINI_QMAIL;
  const notqmail = target.installation.variant.name === 'notqmail';
  const data = { user: 'alias', home: `${target.installation.home}/alias` };
  yield {
    message: notqmail ? 'notqmail' : 'default',
    data,
    subject: { user: 'alias' },
    prevents: [
      ...(notqmail ? [{ id: 'SMTPD-24-111' }, { id: 'UID-1', data }, { id: 'INJECT-QQ-111' }] : []),
      { id: 'LSPAWN-5' },
    ],
  };
};
