import { hasPlainQueue } from '../../qmail/hierarchy.ts';
import { aliasAccount, aliasHomeOutcome } from '../alias.ts';
import type { Check, Target } from '../check.ts';
import { seenOf } from '../local-address.ts';
import { ownerName } from '../mailbox.ts';
import { octal } from '../text.ts';

/** The alias user cannot enter its home: all mail for names that no account has is deferred (qmail-local.c:490). */
export const check: Check = function* (target) {
  const account = aliasAccount(target);
  const outcome = aliasHomeOutcome(target);
  if (account === null || outcome?.message !== 'LOCAL-9' || outcome.blocked === null) return;
  const { errno, at, stat } = outcome.blocked;
  if (isHomeOrAbove(target, at)) return;
  yield {
    message: errno === 'ENOENT' ? 'default' : errno === 'EACCES' ? 'closed' : 'file',
    data: {
      home: account.home,
      at,
      owner: stat === null ? '' : ownerName(target.installation, stat.uid),
      mode: stat === null ? '' : octal(stat.mode),
    },
    subject: { path: account.home },
    covers: [account.home, at],
    noCommand: errno === 'EACCES' && at !== account.home,
    prevents: seenOf(outcome),
  };
};

/** There all of qmail stops: hierarchy/qmail-home-closed speaks of it. */
function isHomeOrAbove({ installation: { home, variant } }: Target, at: string): boolean {
  return hasPlainQueue(variant) && (at === '/' || `${home}/`.startsWith(`${at}/`));
}
