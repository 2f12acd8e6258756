import { GROUP_OF, QMAIL_USERS } from '../../qmail/installation.ts';
import type { Check } from '../check.ts';
import { inHierarchy } from '../queue.ts';

/** An account of qmail's has another primary group than documented. qmail sets the groups of its programs itself (prot.c). */
export const check: Check = inHierarchy(function* ({ host }) {
  const { accounts } = host;
  const odd = QMAIL_USERS.filter((name) => {
    const account = accounts.byName(name);
    const gid = accounts.gidOf(GROUP_OF[name]);
    return account !== null && gid !== null && account.gid !== gid;
  });
  const [user] = odd;
  if (user === undefined) return;
  const data = {
    names: odd.map((name) => `${name} (${accounts.groupName(accounts.byName(name)?.gid ?? 0)})`).join(', '),
  };
  yield { data, subject: { user } };
});
