import { ROOT, walk } from '../../host/access.ts';
import type { Check, Target, Yield } from '../check.ts';
import { eachHome } from '../each-home.ts';
import { ownerName } from '../mailbox.ts';
import { octal } from '../text.ts';
import { foundBelowDomains, isReached, type VpopmailHome, vpopmailHomes } from '../vpopmail.ts';

/** The directory of a domain belongs to another uid than the one that users/assign gives its mail to. */
export const check: Check = function* (target) {
  yield* eachHome(vpopmailHomes(target), (home) => judge(target, home));
};

function* judge(target: Target, home: VpopmailHome): Generator<Yield> {
  const { who, domains } = home;
  const found = walk(target.host, ROOT, home.home);
  // Where it is closed to that uid, its mail is deferred, and another rule tells.
  if (!found.ok || found.stat.type !== 'dir' || found.stat.uid === who.uid || !isReached(target, home)) return;
  const [domain = ''] = domains;
  const { installation } = target;
  const group = target.host.accounts.groupName(who.gid);
  const given = foundBelowDomains(target, home, found.path);
  yield {
    data: {
      domain,
      path: found.path,
      owner: ownerName(installation, found.stat.uid),
      mode: octal(found.stat.mode),
      to: ownerName(installation, who.uid),
      both: `${ownerName(installation, who.uid)}:${group}`,
      ...given.data,
    },
    ...given.report,
    subject: { path: found.path, domain },
    prevents: [],
    covers: [found.path],
    fold: ownerName(installation, found.stat.uid),
  };
}
