import { ROOT, walk } from '../../host/access.ts';
import { aliasAccount } from '../alias.ts';
import type { Check } from '../check.ts';
import { ownerName } from '../mailbox.ts';

/** qmail-getpw takes alias for an account only where its home is its own; else `alias-x` is looked up as `.qmail-alias-x` (qmail-getpw.c:42). */
export const check: Check = function* (target) {
  const account = aliasAccount(target);
  const home = account === null ? null : walk(target.host, ROOT, account.home);
  if (account === null || !home?.ok || home.stat.type !== 'dir' || home.stat.uid === account.uid) return;
  yield {
    data: { home: account.home, owner: ownerName(target.installation, home.stat.uid), user: account.name },
    subject: { path: account.home },
  };
};
