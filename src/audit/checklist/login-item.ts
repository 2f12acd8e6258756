/** What qmail-getpw and qmail-local ask of an account before they look at any file of it, as an item. */
import { dirname, ROOT, walk } from '../../host/access.ts';
import type { Account, Host } from '../../host/host.ts';
import { ownerAt } from '../../migrate/users.ts';
import { NAME_LIMIT, type Skip, skipReason } from '../../qmail/getpw.ts';
import { getpwIds } from '../../qmail/installation.ts';
import { shellWord } from '../shell-word.ts';
import type { ItemParts } from './item.ts';
import { networkPlace } from './network-place.ts';
import { fixAt, getsMail, type Look, ownerOfShared, type UserScene } from './user-scene.ts';

/** The mode by which a user tells qmail-local to wait while he edits his files. */
const STICKY = 0o1000;

type MakeParts = (what: string, state: ItemParts['state'], more?: Partial<ItemParts>) => ItemParts;

export function login(scene: UserScene, old: Account): Look {
  return () => {
    const account = scene.host.accounts.byName(old.name);
    const data = {
      user: old.name,
      home: account?.home ?? old.home,
      uid: String(old.uid),
      new: String(account?.uid ?? ''),
    };
    const parts: MakeParts = (what, state, more = {}) => ({
      id: `user:${old.name}`,
      group: 'users',
      what,
      state,
      ...more,
      data: { ...data, ...more.data },
    });
    if (old.name !== old.name.toLowerCase()) return upperCase(scene, old.name, parts);
    if (old.name.length > NAME_LIMIT) return parts('login-too-long', 'missing', { prevents: [['LOCAL-19']] });
    if (old.uid === 0) return parts('login-uid-0', 'by-hand', { prevents: [['GETPW-Q1']] });
    return account === null ? newAccount(scene, old, parts) : accountThere(scene, old, account, parts);
  };
}

/** In lower case the name may be an alias: with a line in users/assign its mail would be his. */
function upperCase({ old, now }: UserScene, name: string, parts: MakeParts): ItemParts {
  const prevents = [['LOCAL-19']] as const;
  const address = `${name}@${old.home}`;
  if (getsMail(old, name)) {
    const arrives = now !== null && getsMail({ ...old, outcome: now }, name);
    return parts('login-upper-case', arrives ? 'done' : 'missing', { prevents });
  }
  return old.outcome(address).every(({ kind }) => kind === 'refused')
    ? parts('login-upper-case', 'by-hand', { prevents })
    : parts('login-upper-case-alias', 'done');
}

/** A number that somebody else has would make his files theirs. */
function newAccount({ old, host }: UserScene, account: Account, parts: MakeParts): ItemParts {
  const prevents = [['LOCAL-19']] as const;
  const { name, uid, home } = account;
  const sharing = old.host.accounts.all.filter((each) => each.uid === uid).map((each) => each.name);
  const other = host.accounts.all.find((each) => each.uid === uid && !sharing.includes(each.name));
  const rest = `-m -d ${shellWord(home)} ${shellWord(name)}`;
  if (other !== undefined)
    return parts('login-missing-number', 'missing', {
      data: { other: other.name },
      command: `useradd ${rest}`,
      prevents,
    });
  const { before, option } = groupFor(old.host, host, account);
  const command = `${before}useradd ${sharing.length > 1 ? '-o ' : ''}-u ${uid} ${option}${rest}`;
  return parts('login-missing', 'missing', { command, prevents });
}

/** His group of before, where its number is free or the same group's. */
function groupFor(old: Host, host: Host, { gid }: Account): { before: string; option: string } {
  const named = (of: Host) => of.accounts.groups.find((each) => each.gid === gid)?.name;
  const [before, now] = [named(old), named(host)];
  if (before === undefined || (now !== undefined && now !== before)) return { before: '', option: '' };
  if (now !== undefined) return { before: '', option: `-g ${gid} ` };
  if (host.accounts.gidOf(before) !== null) return { before: '', option: '' };
  // Several may have it: the first makes it.
  return { before: `groupadd -f -g ${gid} ${shellWord(before)} && `, option: `-g ${gid} ` };
}

function accountThere(scene: UserScene, old: Account, account: Account, parts: MakeParts): ItemParts {
  const { host, compiled } = scene.installation;
  const owner = ownerOfShared(host, account);
  if (owner !== null)
    return parts('login-home-shared', 'by-hand', { data: { owner: owner.name }, prevents: [['GETPW-Q1']] });
  const who = getpwIds(scene.installation);
  const skip = who === null ? null : skipReason(scene.installation, who, account);
  if (account.uid !== old.uid && hasForeign(host, account, skip))
    return parts('login-uid-differs', 'different', { prevents: [['GETPW-Q1']], ...remedyOf(host, skip, account) });
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
  return parts('login', 'done');
}

/** What mail asks for first in a home that was copied with its numbers. */
const COPIED = ['Maildir', 'Maildir/tmp', 'Maildir/new', 'Maildir/cur', 'Mailbox', '.qmail', '.forward'];

function hasForeign(host: Host, { home, uid }: Account, skip: Skip | null): boolean {
  if (skip === 'home-foreign') return true;
  return COPIED.some((name) => ![null, uid].includes(ownerAt(host, `${home}/${name}`)));
}

function remedyOf(host: Host, skip: Skip | null, { home, uid, gid }: Account): { command?: string } {
  if (skip === 'home-foreign') return { command: fixAt(home) };
  // Where the directory above is not root's, or is not there, a home made by root may be a link's or under a mount.
  const above = ownerAt(host, dirname(home));
  if (skip !== 'home-missing' || above !== 0 || networkPlace(host, home) !== null) return {};
  return { command: `install -d -o ${uid} -g ${gid} -m 755 ${shellWord(home)}` };
}
