import type { Account } from '../../host/host.ts';
import { leadingNumber } from '../../qmail/assign.ts';
import { skipReason } from '../../qmail/getpw.ts';
import { getpwIds, QMAIL_USERS, qmailAccount } from '../../qmail/installation.ts';
import { assignSource } from '../assign.ts';
import type { Check, Target } from '../check.ts';

/**
 * Deliveries that run as a user of qmail itself, who may write to its queue (qmail-lspawn.c:214, qmail-getpw.c:41): every
 * program line of that home does so. alias, who owns nothing but its home, is meant for that.
 */
export const check: Check = function* (target) {
  const accounts = ownAccounts(target);
  const source = assignSource(target);
  for (const { local, uid, home, line } of source?.assign.entries ?? []) {
    const account = accounts.find((each) => each.uid === leadingNumber(uid));
    if (source === null || account === undefined) continue;
    yield {
      message: 'assigned',
      data: { name: local, owner: account.name, home, path: source.path, line: String(line) },
      subject: { path: source.path, line, user: local },
    };
  }
  const qmailp = getpwIds(target.installation);
  for (const account of qmailp === null ? [] : accounts) {
    const { name, home } = account;
    if (qmailp === null || skipReason(target.installation, qmailp, account) !== null) continue;
    yield { message: 'home', data: { owner: name, home }, subject: { path: home, user: name } };
  }
};

function ownAccounts({ installation }: Target): Account[] {
  const accounts = QMAIL_USERS.filter((user) => user !== 'alias').map((user) => qmailAccount(installation, user));
  return accounts.filter((account) => account !== null);
}
