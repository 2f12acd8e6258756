import { ROOT, walk } from '../../host/access.ts';
import { maildirRefusal } from '../../qmail/maildir.ts';
import type { VirtualUser } from '../../qmail/vpopmail.ts';
import type { Check, Target, Yield } from '../check.ts';
import { byOwner, ownerName } from '../mailbox.ts';
import { octal } from '../text.ts';
import { foundBelowDomains, type VpopmailHome } from '../vpopmail.ts';
import { usersOf } from '../vpopmail-users.ts';

/** vdelivermail cannot write to the Maildir of a user: each of its mails is deferred (vdelivermail.c, deliver_to_maildir). */
export const check: Check = function* (target) {
  yield* usersOf(target, (home, user) => judge(target, home, user));
};

function judge(target: Target, home: VpopmailHome, user: VirtualUser): Yield | null {
  const { host, installation } = target;
  const { who } = home;
  const dir = walk(host, ROOT, user.dir);
  if (user.dir === '' || !dir.ok) return null;
  const refusal = maildirRefusal(host, who, `${user.dir}/Maildir`, dir);
  // Its own .qmail decides instead.
  if (refusal === null || walk(host, who, `${user.dir}/.qmail`).ok) return null;
  const { errno, at, stat } = refusal.walk;
  const owner = stat === null ? '' : ownerName(installation, stat.uid);
  const message =
    errno !== 'EACCES' || stat === null
      ? at.endsWith('/Maildir') || at === dir.path
        ? 'missing'
        : 'part'
      : stat.uid === who.uid
        ? 'closed'
        : 'foreign';
  const [domain = ''] = home.domains;
  const given = foundBelowDomains(target, home, at);
  return {
    message,
    data: {
      domain,
      address: `${user.name}@${domain}`,
      path: at,
      owner,
      mode: stat === null ? '' : octal(stat.mode),
      to: ownerName(installation, who.uid),
      both: `${ownerName(installation, who.uid)}:${host.accounts.groupName(who.gid)}`,
      ...given.data,
    },
    ...(message === 'closed' ? byOwner(installation, who, stat) : given.report),
    subject: { path: at, user: user.name, domain },
    fold: `${domain} ${owner}`,
  };
}
