import { hasCompiledIds } from '../../qmail/hierarchy.ts';
import { idsOnDisk } from '../../qmail/ids.ts';
import type { QmailUser } from '../../qmail/installation.ts';
import type { Check, Prevented, Target } from '../check.ts';
import { inQueue } from '../queue.ts';
import { tried } from '../tried.ts';

const ACCOUNTS: readonly QmailUser[] = ['qmaild', 'qmaill', 'qmailp', 'qmailq', 'qmailr', 'qmails'];
const GROUPS = ['qmail', 'nofiles'] as const;

/**
 * An account or a group of qmail's is missing. notqmail looks them up at each start (uid.c:13, gid.c:13); the others have their
 * numbers compiled in. alias, whom all look up by name, has a rule of its own.
 */
export const check: Check = inQueue(function* (target) {
  const { accounts } = target.host;
  const users = ACCOUNTS.filter((name) => accounts.byName(name) === null);
  const groups = GROUPS.filter((name) => accounts.gidOf(name) === null);
  const [first] = [...users, ...groups];
  if (first === undefined) return;
  const names = [...users, ...groups.map((name) => `group ${name}`)].join(', ');
  const [user] = users;
  const subject = user === undefined ? {} : { user };
  if (hasCompiledIds(target.installation.variant)) {
    const numbers = numbersOf(target, users, groups);
    yield {
      message: numbers === '' ? 'compiled' : 'compiled-seen',
      data: { names, numbers },
      subject,
      prevents: [{ id: 'INSTALL-N1' }],
    };
    return;
  }
  const prevents = [...startSays(users, groups), ...queueSays(target, users)];
  const message = users.includes('qmaild') || users.includes('qmails') ? 'queue' : 'default';
  yield { message: startSays(users, groups).length === 0 ? 'queue-only' : message, data: { names }, subject, prevents };
});

/** What qmail-start says first, or what comes of a spawner that ends (qmail-start.c:48, qmail-lspawn.c:36). */
function startSays(users: readonly string[], groups: readonly string[]): Prevented[] {
  const user = ['qmaill', 'qmailq', 'qmailr', 'qmails'].find((name) => users.includes(name));
  if (user !== undefined) return [{ id: 'UID-1', data: { user } }];
  const group = ['nofiles', 'qmail'].find((name) => groups.includes(name));
  if (group !== undefined) return [{ id: 'GID-1', data: { group } }];
  return users.includes('qmailp') ? [{ id: 'SEND-A06' }] : [];
}

/** What comes of mail that is to be queued (qmail-queue.c:177). A service that runs as a missing account takes none at all. */
function queueSays({ installation }: Target, users: readonly string[]): Prevented[] {
  const user = ['qmaild', 'qmails'].find((name) => users.includes(name));
  if (user === undefined) return [];
  const serves = !users.includes(installation.smtpUser.name);
  return [...(serves ? [{ id: 'SMTPD-24-111' }] : []), { id: 'UID-1', data: { user } }, { id: 'INJECT-QQ-111' }];
}

/** The numbers that files on the disk have in place of the names. */
function numbersOf(target: Target, users: readonly QmailUser[], groups: readonly string[]): string {
  const ids = tried(() => idsOnDisk(target.installation));
  if ('skip' in ids) return '';
  const known = users.map((name) => ids.users[name]);
  if (groups.includes('qmail')) known.push(ids.qmail);
  return known.filter((id) => id !== null).join(', ');
}
