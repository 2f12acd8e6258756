/** Whether an account shows that it is meant to get mail, when qmail gives it none. */
import { ROOT, type Walk, walk } from '../host/access.ts';
import type { Account, Stat } from '../host/host.ts';
import { parseInstructions } from '../qmail/dot-qmail.ts';
import type { Skip } from '../qmail/getpw.ts';
import type { Installation } from '../qmail/installation.ts';
import type { Mailbox } from './check.ts';

/**
 * Its home has a dot-qmail file, or the mailbox that the default delivery names, and that is its own, or root's as
 * maildirmake leaves it, or nobody's, as a restore with other uids does; in the homes of others system accounts share, only its own counts. Throws CouldNotCheck.
 */
export function hasMailbox(
  installation: Installation,
  { system }: Pick<Mailbox, 'system'>,
  account: Account,
  home: Walk,
): boolean {
  if (!home.ok || home.stat.type !== 'dir') return false;
  const lost = (uid: number) => uid === 0 || installation.host.accounts.userName(uid) === String(uid);
  const shows = (stat: Stat | null) => stat !== null && (stat.uid === account.uid || (!system && lost(stat.uid)));
  if (shows(installation.host.lstat(home.path === '/' ? '/.qmail' : `${home.path}/.qmail`))) return true;
  return parseInstructions(installation.defaultDelivery.text).some((each) => {
    if (each.kind !== 'maildir' && each.kind !== 'mbox') return false;
    const store = walk(installation.host, ROOT, each.target, { cwd: home.path });
    return store.ok && store.path !== home.path && shows(store.stat);
  });
}

/**
 * Whether an account that qmail-getpw passes over is meant to get mail all the same: its own home behind a closed directory is
 * wanted, like any home with a mailbox of its own. Throws CouldNotCheck.
 */
export function wantsMail(
  installation: Installation,
  mailbox: Pick<Mailbox, 'system'>,
  account: Account,
  skip: Skip,
  home: Walk,
): boolean {
  if (skip === 'home-closed' && home.ok && home.stat.uid === account.uid && !mailbox.system) return true;
  return hasMailbox(installation, mailbox, account, home);
}
