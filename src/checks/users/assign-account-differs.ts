import type { Account } from '../../host/host.ts';
import { type AssignEntry, leadingNumber } from '../../qmail/assign.ts';
import { NOBODY } from '../../qmail/trace.ts';
import { assignEntries, assignedAddress, newuOf } from '../assign.ts';
import type { Check } from '../check.ts';
import { seenIf } from '../local-address.ts';

/** An entry keeps the ids and the home that the account had when it was written (qmail-lspawn.c:206). */
export const check: Check = function* (target) {
  const { path, entries } = assignEntries(target);
  const told = new Set<string>();
  for (const entry of entries) {
    const account = target.host.accounts.byName(entry.user);
    const message = account === null ? null : differs(entry, account);
    const key = `${message} ${entry.user}`;
    if (account === null || message === null || told.has(key)) continue;
    told.add(key);
    const { line, local, user, uid, gid, home } = entry;
    const prevents =
      message === 'gid' ? [] : seenIf(target, assignedAddress(entry, NOBODY), ({ status }) => status === 'deferral');
    yield {
      message: message === 'uid' && prevents.length > 0 ? 'uid-deferred' : message,
      data: {
        path,
        line: String(line),
        name: local || '+',
        user,
        uid,
        gid,
        home,
        'uid-now': String(account.uid),
        'gid-now': String(account.gid),
        'home-now': account.home,
        newu: newuOf(target),
      },
      subject: { path, line, user },
      // What lies there is the account's, and nothing is wrong with that.
      covers: [home],
      prevents: message === 'uid' && prevents.length > 0 ? prevents : [{ id: 'LSPAWN-Q4' }, ...prevents],
    };
  }
};

/** A home below the account's own is meant so, and so is another one for names that are not its own. */
function differs({ user, uid, gid, home, local }: AssignEntry, account: Account): 'uid' | 'home' | 'gid' | null {
  const number = leadingNumber(uid);
  if (number === 0 || account.uid === 0) return null;
  if (number !== account.uid) return 'uid';
  const own = local.toLowerCase() === user || (local === '' && user === 'alias');
  if (own && home.replace(/\/+$/, '') !== account.home.replace(/\/+$/, '') && !home.startsWith(`${account.home}/`)) {
    return 'home';
  }
  return leadingNumber(gid) === account.gid || leadingNumber(gid) === 0 ? null : 'gid';
}
