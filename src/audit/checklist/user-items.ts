/** Items for the users: whom qmail would refuse, their Maildirs, and the mail that lies in an mbox. */
import { ROOT, walk } from '../../host/access.ts';
import { type Account, CouldNotCheck } from '../../host/host.ts';
import type { OldUser } from '../../migrate/old-mail.ts';
import { spoolOf } from '../../migrate/users.ts';
import { shellWord } from '../shell-word.ts';
import type { ItemParts, MakeItem } from './item.ts';
import { login } from './login-item.ts';
import { networkPlace } from './network-place.ts';
import { oldMailboxes } from './old-mailboxes.ts';
import type { Item } from './types.ts';
import { fixAt, getsMail, type Look, ownerOfShared, type UserScene } from './user-scene.ts';

/** The Maildirs that users need on the new machine; none where the default delivery is no Maildir. */
export function neededMaildirs(
  { old, installation, mailbox }: UserScene,
  users: readonly OldUser[],
): { account: Account; path: string }[] {
  const relative = /^\.\/(.+)\/$/.exec(mailbox)?.[1];
  if (relative === undefined) return [];
  const { host } = installation;
  return users.flatMap(({ account: { name, uid } }) => {
    const account = host.accounts.byName(name);
    if (uid === 0 || account === null || account.uid === 0 || !account.home.startsWith('/')) return [];
    if (name !== name.toLowerCase() && !getsMail(old, name)) return [];
    return ownerOfShared(host, account) === null ? [{ account, path: `${account.home}/${relative}` }] : [];
  });
}

/** Never throws. */
export function userItems(scene: UserScene, users: readonly OldUser[], item: MakeItem): Item[] {
  const maildirs = new Map(neededMaildirs(scene, users).map(({ account, path }) => [account.name, path]));
  const each = users.flatMap(({ account }) => {
    const looks = [
      login(scene, account),
      ...maildir(scene, account, maildirs),
      ...network(scene, account),
      ...mbox(scene, account),
    ];
    return looks.map((look) => item(tried(look, account)));
  });
  return [...each, ...oldMailboxes(scene, users, item)];
}

function tried(look: Look, { name }: Account): ItemParts {
  try {
    return look();
  } catch (error) {
    if (!(error instanceof CouldNotCheck)) throw error;
    const data = { path: error.path, reason: error.reason };
    return { id: `user:${name}:${error.path}`, group: 'users', what: 'could-not', data, state: 'could-not' };
  }
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
      const spool = spoolOf(old.host, name);
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
