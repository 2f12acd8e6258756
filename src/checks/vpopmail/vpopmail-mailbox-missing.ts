import { EXECUTE, may, ROOT, WRITE, walk } from '../../host/access.ts';
import type { VirtualUser } from '../../qmail/vpopmail.ts';
import type { Check, Target, Yield } from '../check.ts';
import type { VpopmailHome } from '../vpopmail.ts';
import { usersOf } from '../vpopmail-users.ts';

/** The directory of a user is not there: vdelivermail makes it in the domain's own (vpopmail.c, vmake_maildir), or bounces. */
export const check: Check = function* (target) {
  yield* usersOf(target, (home, user) => judge(target, home, user));
};

const CANNOT = { id: 'LOCAL-29', data: { output: 'Auto re-creation of maildir failed. (#5.9.9)\n' } };

function judge(target: Target, home: VpopmailHome, user: VirtualUser): Yield | null {
  const { host } = target;
  if (user.dir === '' || walk(host, ROOT, user.dir).ok) return null;
  const message = !user.dir.startsWith(`${home.home}/`) ? 'elsewhere' : canMake(target, home) ? 'default' : 'closed';
  const [domain = ''] = home.domains;
  return {
    message,
    data: { domain, address: `${user.name}@${domain}`, path: user.dir, home: home.home },
    subject: { path: user.dir, user: user.name, domain },
    prevents: message === 'default' ? [] : [CANNOT],
    fold: domain,
  };
}

function canMake({ host }: Target, { home, who }: VpopmailHome): boolean {
  const dir = walk(host, who, home);
  return dir.ok && may(who, dir.stat, WRITE | EXECUTE);
}
