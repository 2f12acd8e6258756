/** Items for the users: whom qmail would refuse, their Maildirs, and the mail that lies in an mbox. */
import { dirname, EXECUTE, may, ROOT, walk } from '../../host/access.ts';
import { type Account, CouldNotCheck, type Host } from '../../host/host.ts';
import type { OldUser } from '../../migrate/old-mail.ts';
import { ownerAt, spoolOf } from '../../migrate/users.ts';
import { NAME_LIMIT, type Skip, skipReason } from '../../qmail/getpw.ts';
import { getpwIds, type Installation } from '../../qmail/installation.ts';
import { shellWord } from '../shell-word.ts';
import type { ItemParts, MakeItem } from './item.ts';
import { networkPlace } from './network-place.ts';
import type { Item } from './types.ts';

export interface UserScene {
  readonly old: Host;
  /** The new machine with qmail's accounts. */
  readonly installation: Installation;
  /** `./Maildir/` or what else the default delivery is. */
  readonly mailbox: string;
}

/** The Maildirs that users need on the new machine; none where the default delivery is no Maildir. */
export function neededMaildirs(
  { installation, mailbox }: UserScene,
  users: readonly OldUser[],
): { account: Account; path: string }[] {
  const relative = /^\.\/(.+)\/$/.exec(mailbox)?.[1];
  if (relative === undefined) return [];
  const { host } = installation;
  return users.flatMap(({ account: { name, uid } }) => {
    const account = host.accounts.byName(name);
    if (uid === 0 || account === null || account.uid === 0 || !account.home.startsWith('/')) return [];
    return ownerOfShared(host, account) === null ? [{ account, path: `${account.home}/${relative}` }] : [];
  });
}

/** The other account whose home it is too, and who owns it; null where there is none. What is another's must not be taken from him. */
function ownerOfShared(host: Host, account: Account): Account | null {
  const owner = ownerAt(host, account.home);
  if (owner === null || owner === account.uid) return null;
  return host.accounts.all.find(({ uid, home }) => uid === owner && home === account.home) ?? null;
}

/** Never throws. */
export function userItems(scene: UserScene, users: readonly OldUser[], item: MakeItem): Item[] {
  const maildirs = new Map(neededMaildirs(scene, users).map(({ account, path }) => [account.name, path]));
  return users.flatMap(({ account }) => {
    const looks = [
      login(scene, account),
      ...maildir(scene, account, maildirs),
      ...network(scene, account),
      ...mbox(scene, account),
    ];
    return looks.map((look) => item(tried(look, account)));
  });
}

/** The mode by which a user tells qmail-local to wait while he edits his files. */
const STICKY = 0o1000;

type Look = () => ItemParts;

function tried(look: Look, { name }: Account): ItemParts {
  try {
    return look();
  } catch (error) {
    if (!(error instanceof CouldNotCheck)) throw error;
    const data = { path: error.path, reason: error.reason };
    return { id: `user:${name}:${error.path}`, group: 'users', what: 'could-not', data, state: 'could-not' };
  }
}

/** What qmail-getpw and qmail-local ask of an account before they look at any file of it. */
function login({ installation }: UserScene, old: Account): Look {
  return () => {
    const { host, compiled } = installation;
    const account = host.accounts.byName(old.name);
    const parts = (what: string, state: ItemParts['state'], more: Partial<ItemParts> = {}): ItemParts => ({
      id: `user:${old.name}`,
      group: 'users',
      what,
      data: { user: old.name, home: account?.home ?? old.home, uid: String(old.uid), new: String(account?.uid ?? '') },
      state,
      ...more,
    });
    if (old.name !== old.name.toLowerCase()) return parts('login-upper-case', 'missing', { prevents: [['LOCAL-19']] });
    if (old.name.length > NAME_LIMIT) return parts('login-too-long', 'missing', { prevents: [['LOCAL-19']] });
    if (old.uid === 0) return parts('login-uid-0', 'by-hand', { prevents: [['GETPW-Q1']] });
    if (account === null) {
      const command = `useradd -u ${old.uid} -m -d ${shellWord(old.home)} ${shellWord(old.name)}`;
      return parts('login-missing', 'missing', { command, prevents: [['LOCAL-19']] });
    }
    // What lies in his home followed him, or a later item says that it is somebody else's.
    if (account.uid !== old.uid && ownerAt(host, account.home) === old.uid)
      return parts('login-uid-differs', 'different', {
        prevents: [['GETPW-Q1'], ['LOCAL-19']],
        command: fixAt(account.home),
      });
    const who = getpwIds(installation);
    const skip = who === null ? null : skipReason(installation, who, account);
    const owner = ownerOfShared(host, account);
    if (owner !== null) {
      const { data } = parts('', 'by-hand');
      return parts('login-home-shared', 'by-hand', { data: { ...data, owner: owner.name }, prevents: [['GETPW-Q1']] });
    }
    if (skip !== null)
      return parts(`login-${skip}`, 'missing', { prevents: [['GETPW-Q1']], ...remedyOf(host, skip, account) });
    const home = walk(host, ROOT, account.home);
    if (home.ok && (home.stat.mode & compiled.patrn) !== 0)
      return parts('login-home-writable', 'missing', {
        prevents: [['LOCAL-11']],
        command: `chmod o-w ${shellWord(account.home)}`,
      });
    if (home.ok && (home.stat.mode & STICKY) !== 0)
      return parts('login-home-sticky', 'missing', {
        prevents: [['LOCAL-12']],
        command: `chmod -t ${shellWord(account.home)}`,
      });
    if (home.ok && !may(account, home.stat, EXECUTE)) {
      const text = { home: account.home, error: 'access denied' };
      return parts('login-home-not-searched', 'missing', {
        prevents: [['LOCAL-9', text]],
        command: `chmod u+x ${shellWord(account.home)}`,
      });
    }
    return parts('login', 'done');
  };
}

function remedyOf(host: Host, skip: Skip, { home, uid, gid }: Account): { command?: string } {
  if (skip === 'home-foreign') return { command: fixAt(home) };
  // Where the directory above is not root's, or is not there, a home made by root may be a link's or under a mount.
  const above = ownerAt(host, dirname(home));
  if (skip !== 'home-missing' || above !== 0 || networkPlace(host, home) !== null) return {};
  return { command: `install -d -o ${uid} -g ${gid} -m 755 ${shellWord(home)}` };
}

function maildir(
  { installation: { host, home } }: UserScene,
  { name }: Account,
  needed: ReadonlyMap<string, string>,
): Look[] {
  const path = needed.get(name);
  if (path === undefined) return [];
  return [
    () => {
      const found = ['/tmp', '/new', '/cur'].map((part) => walk(host, ROOT, path + part));
      const owner = host.accounts.byName(name)?.uid;
      const foreign = found.some((each) => each.ok && each.stat.uid !== owner);
      const missing = found.some((each) => !each.ok);
      const parts = ['tmp', 'new', 'cur'].map((part) => shellWord(`${path}/${part}`)).join(' ');
      // maildirmake refuses what is there already, whole or not.
      const script = walk(host, ROOT, path).ok
        ? `umask 077; mkdir -p ${parts}`
        : `${home}/bin/maildirmake ${shellWord(path)}`;
      return {
        id: `maildir:${name}`,
        group: 'users',
        what: foreign ? 'maildir-foreign' : 'maildir',
        data: { user: name, path },
        state: missing ? 'missing' : foreign ? 'different' : 'done',
        ...(missing || foreign
          ? {
              command: foreign ? fixAt(path) : `su ${shellWord(name)} -s /bin/sh -c ${shellWord(script)}`,
            }
          : {}),
        prevents: [['LOCAL-20']],
      };
    },
  ];
}

/** A user's place is changed by what follows no link of his, and leaves the system's directories alone. */
function fixAt(path: string): string {
  return `qmail-lint --fix --path ${shellWord(path)}`;
}

/** A home that is not there makes the user unknown, and mail for him bounces. */
function network({ installation: { host } }: UserScene, { name }: Account): Look[] {
  const account = host.accounts.byName(name);
  const mount = account === null ? null : networkPlace(host, account.home);
  if (account === null || mount === null) return [];
  const data = { user: name, home: account.home, mount: mount.path, type: mount.type };
  return [
    () => ({
      id: `network:${name}`,
      group: 'users',
      what: 'home-network',
      data,
      state: 'by-hand',
      prevents: [['GETPW-Q1']],
    }),
  ];
}

/** Mail that came before the move. */
function mbox({ old }: UserScene, { name }: Account): Look[] {
  return [
    () => {
      const spool = spoolOf(old, name);
      return {
        id: `mbox:${name}`,
        group: 'users',
        what: 'mbox',
        data: { user: name, path: spool?.path ?? `/var/mail/${name}`, bytes: String(spool?.size ?? 0) },
        state: spool === null || spool.size === 0 ? 'done' : 'by-hand',
      };
    },
  ];
}
