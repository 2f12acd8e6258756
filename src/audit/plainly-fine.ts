/**
 * Most mailboxes are plainly fine, and a large site has a hundred thousand of them. This tells those with one look at each
 * file and no more; whatever differs in any way is left to the model. The tests hold it to that: what passes here, no rule
 * speaks of.
 */
import { EXECUTE, may, ROOT, type Walk, walk } from '../host/access.ts';
import { type Account, CouldNotCheck, type Host, type Stat } from '../host/host.ts';
import { NAME_LIMIT } from '../qmail/getpw.ts';
import { type Installation, idsOf } from '../qmail/installation.ts';
import type { UsersCdb } from '../qmail/lspawn.ts';

const EVERYBODY = 0o111;
const OWNER = 0o700;
const OTHERS = 0o077;
const STICKY = 0o1000;
const READABLE = 0o400;
const EXECUTE_BITS = 0o111;

/** No name of a directory: there is more to it. */
const OTHERWISE = '';

export type PlainlyFine = (account: Account) => boolean;

export const NONE_PLAINLY_FINE: PlainlyFine = () => false;

/** `host` is asked directly: nothing of a fine mailbox is worth remembering. */
export function plainlyFine(installation: Installation, cdb: UsersCdb, host: Host): PlainlyFine {
  const byDefault = oneMaildir(installation.defaultDelivery.text);
  if (byDefault === null || cdb !== 'absent' || !qmailRuns(installation)) return NONE_PLAINLY_FINE;
  const open = openDirectories(host);
  const { patrn } = installation.compiled;
  return ({ name, uid, home }) => {
    if (!isPlainName(name) || !isPlainPath(home) || !open(home.slice(0, home.lastIndexOf('/')))) return false;
    const house = host.lstat(home);
    if (house === null || !isOwn(house, uid) || (house.mode & (patrn | STICKY)) !== 0) return false;
    const files = dotQmails(host, home);
    if (files === 'more') return false;
    const maildir = files === 'none' ? byDefault : ownMaildir(host, home, uid, patrn);
    if (maildir === OTHERWISE) return false;
    const box = `${home}/${maildir}`;
    if (!isClosed(host.lstat(box), uid)) return false;
    const tmp = host.lstat(`${box}/tmp`);
    const inbox = host.lstat(`${box}/new`);
    return (
      isClosed(tmp, uid) &&
      isClosed(inbox, uid) &&
      isClosed(host.lstat(`${box}/cur`), uid) &&
      tmp?.device === inbox?.device
    );
  };
}

/** The directory that a single line such as `./Maildir/` names, or null. */
function oneMaildir(text: string): string | null {
  return /^\.\/([^/\s.][^/\s]*)\/\n?$/.exec(text)?.[1] ?? null;
}

/** Longer than any single line for a Maildir. */
const SHORT = 64;

/** Which names in a home begin with `.qmail`: none, `.qmail` alone, or more than that may be told of. */
function dotQmails(host: Host, home: string): 'none' | 'own' | 'more' {
  try {
    let found: 'none' | 'own' = 'none';
    for (const name of host.list(home)) {
      if (!name.startsWith('.qmail')) continue;
      if (name.length !== '.qmail'.length) return 'more';
      found = 'own';
    }
    return found;
  } catch (error) {
    if (error instanceof CouldNotCheck) return 'more';
    throw error;
  }
}

/** The Maildir of a plain .qmail; OTHERWISE where it says more. */
function ownMaildir(host: Host, home: string, uid: number, patrn: number): string {
  const path = `${home}/.qmail`;
  const stat = host.lstat(path);
  if (stat === null) return OTHERWISE;
  const isPlain = stat.type === 'file' && stat.uid === uid && (stat.mode & (patrn | EXECUTE_BITS)) === 0;
  if (!isPlain || (stat.mode & READABLE) === 0 || stat.size === 0 || stat.size > SHORT) return OTHERWISE;
  return oneMaildir(host.read(path, SHORT)) ?? OTHERWISE;
}

function isOwn(stat: Stat, uid: number): boolean {
  return stat.type === 'dir' && stat.uid === uid && (stat.mode & OWNER) === OWNER;
}

function isClosed(stat: Stat | null, uid: number): boolean {
  return stat !== null && isOwn(stat, uid) && (stat.mode & OTHERS) === 0;
}

/** A name that qmail-getpw finds at its first try. */
function isPlainName(name: string): boolean {
  return name.length <= NAME_LIMIT && /^[a-z0-9_.-]+$/.test(name);
}

/** Absolute, without `.`, `..`, empty parts or a slash at its end. */
function isPlainPath(path: string): boolean {
  return path.startsWith('/') && !path.endsWith('/') && !path.includes('//') && !path.includes('/.');
}

/** Whether a directory and all above it are no links and may be searched by everybody; each is looked at once. */
function openDirectories(host: Host): (path: string) => boolean {
  const known = new Map<string, boolean>();
  const open = (path: string): boolean => {
    let answer = known.get(path);
    if (answer === undefined) {
      const stat = host.lstat(path === '' ? '/' : path);
      const here = stat?.type === 'dir' && (stat.mode & EVERYBODY) === EVERYBODY;
      answer = here && (path === '' || open(path.slice(0, path.lastIndexOf('/'))));
      known.set(path, answer);
    }
    return answer;
  };
  return open;
}

/** Whether anybody may run the two programs that every local delivery needs. */
function qmailRuns(installation: Installation): boolean {
  if (installation.takenForGranted) return true;
  if (idsOf(installation, 'qmailp') === null) return false;
  const anybody = { uid: 4294967290, gid: 4294967290 };
  try {
    return ['bin/qmail-getpw', 'bin/qmail-local'].every((program) => {
      const path = `${installation.home}/${program}`;
      const found: Walk = walk(installation.host, anybody, path);
      return (
        found.ok && found.stat.type === 'file' && may(anybody, found.stat, EXECUTE) && isOpenToAll(installation, path)
      );
    });
  } catch (error) {
    if (error instanceof CouldNotCheck) return false;
    throw error;
  }
}

/** No class of users is kept out: not even one that the mode of a file singles out. */
function isOpenToAll({ host }: Installation, path: string): boolean {
  for (let at = path; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
    const found = walk(host, ROOT, at);
    if (!found.ok || (found.stat.mode & EVERYBODY) !== EVERYBODY) return false;
  }
  return true;
}
