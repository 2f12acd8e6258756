import { EXECUTE, may, openRead, ROOT, WRITE, walk } from '../../host/access.ts';
import type { Check, Target, Yield } from '../check.ts';
import { eachHome } from '../each-home.ts';
import { ownerName } from '../mailbox.ts';
import { octal } from '../text.ts';
import { foundBelowDomains, isReached, ofUnknown, type VpopmailHome, vpopmailHomes, withVpasswd } from '../vpopmail.ts';

/**
 * vdelivermail opens vpasswd.cdb, else makes it from vpasswd in the same directory; where it can do neither, it knows
 * nobody (vcdb.c, vauth_getpw).
 */
export const check: Check = function* (target) {
  const homes = vpopmailHomes(target);
  const known = withVpasswd(target, homes);
  if ('skip' in known) return yield known;
  yield* eachHome(homes, (home) => judge(target, home));
};

function* judge(target: Target, home: VpopmailHome): Generator<Yield> {
  const { host, installation } = target;
  const { who } = home;
  if (!isReached(target, home)) return;
  const cdb = openRead(host, who, `${home.home}/vpasswd.cdb`);
  if (cdb.ok || makes(target, home)) return;
  const [domain = ''] = home.domains;
  const there = walk(host, ROOT, `${home.home}/vpasswd.cdb`);
  const source = walk(host, ROOT, `${home.home}/vpasswd`);
  const found = there.ok ? there : source;
  const path = found.ok ? found.path : `${home.home}/vpasswd`;
  const given = foundBelowDomains(target, home, path);
  yield {
    message: found.ok ? 'default' : 'missing',
    data: {
      domain,
      path,
      owner: found.ok ? ownerName(installation, found.stat.uid) : '',
      mode: found.ok ? octal(found.stat.mode) : '',
      to: ownerName(installation, who.uid),
      ...given.data,
    },
    ...given.report,
    subject: { path, domain },
    prevents: ofUnknown(target, home),
  };
}

/** Whether vdelivermail can write vpasswd.cdb anew: it needs the lock file, the source, and a new file beside it. */
function makes({ host }: Target, { home, who }: VpopmailHome): boolean {
  const dir = walk(host, who, home);
  return openRead(host, who, `${home}/vpasswd`).ok && dir.ok && may(who, dir.stat, WRITE | EXECUTE);
}
