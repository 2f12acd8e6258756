import { ROOT, walk } from '../../host/access.ts';
import { idsOnDisk } from '../../qmail/ids.ts';
import { addressOf, aliasAccount, aliasFiles } from '../alias.ts';
import type { Check, Prevented, Target } from '../check.ts';
import { seenIf } from '../local-address.ts';
import { ownerName } from '../mailbox.ts';
import { givenTo, homePlace } from '../repairs.ts';
import { tried } from '../tried.ts';

/** qmail-getpw takes alias for an account only where its home is its own; else `alias-x` is looked up as `.qmail-alias-x` (qmail-getpw.c:42). */
export const check: Check = function* (target) {
  const account = aliasAccount(target);
  const home = account === null ? null : walk(target.host, ROOT, account.home);
  if (account === null || !home?.ok || home.stat.type !== 'dir' || home.stat.uid === account.uid) return;
  if (keptOldNumber(target, home.stat.uid)) return;
  yield {
    data: { home: account.home, owner: ownerName(target.installation, home.stat.uid), user: account.name },
    subject: { path: account.home },
    prevents: prevented(target),
    repairs: givenTo(target.host, homePlace(target.host, account), account.home),
  };
};

/** accounts/ids-changed tells of all files that did. */
function keptOldNumber({ installation }: Target, uid: number): boolean {
  const ids = tried(() => idsOnDisk(installation));
  return !('skip' in ids) && ids.changed.some(({ name, onDisk }) => name === 'alias' && onDisk === uid);
}

const ASKED = 50;

/** What is seen of mail for `alias-NAME`, for names that ~alias has a file for; another file may take it as a success. */
function prevented(target: Target): readonly Prevented[] {
  for (const { ext } of aliasFiles(target).slice(0, ASKED)) {
    const seen = seenIf(
      target,
      `alias-${addressOf(ext)}`,
      ({ message }) => message === 'LOCAL-19' || message === 'LOCAL-9',
    );
    if (seen.length > 0) return seen;
  }
  return [{ id: 'GETPW-Q1' }];
}
