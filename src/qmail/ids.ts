/** The numbers under which qmail's programs run: looked up by name, or compiled in and to be told from the disk. */
import { ROOT, walk } from '../host/access.ts';
import { CouldNotCheck, type Host, type Stat } from '../host/host.ts';
import { hasCompiledIds } from './hierarchy.ts';
import { type Installation, QMAIL_USERS, type QmailUser } from './installation.ts';

export interface Ids {
  /** Null where the account is missing and the disk does not tell its number. */
  readonly users: Readonly<Record<QmailUser, number | null>>;
  readonly qmail: number | null;
  readonly nofiles: number | null;
  /** Accounts and groups all of whose files have another number than the account database gives them. */
  readonly changed: readonly ChangedId[];
  /** A file that was not to be looked at; whether ids changed is not known then. */
  readonly unseen: CouldNotCheck | null;
}

export interface ChangedId {
  readonly name: string;
  readonly kind: 'account' | 'group';
  readonly now: number;
  readonly onDisk: number;
}

const Q = 'queue';
/** What the installation gives to each account. */
const OWNED: Readonly<Partial<Record<QmailUser, readonly string[]>>> = {
  qmailq: ['bin/qmail-queue', Q, `${Q}/mess`, `${Q}/todo`, `${Q}/intd`, `${Q}/pid`, `${Q}/lock`],
  qmails: [`${Q}/info`, `${Q}/local`, `${Q}/remote`, `${Q}/bounce`, `${Q}/lock/sendmutex`, `${Q}/lock/trigger`],
  qmailr: [`${Q}/lock/tcpto`],
  alias: ['alias'],
};
const GROUPED: readonly string[] = ['bin/qmail-queue', Q, `${Q}/mess`, `${Q}/todo`, `${Q}/lock`];

/** So many files must agree before the account database is doubted, not the files. */
const WITNESSES = 3;

/**
 * Where some of the files may not be looked at, the account database is believed as long as the others agree with it. Throws
 * CouldNotCheck where they do not.
 */
export function idsOnDisk(installation: Installation): Ids {
  const unseen = firstUnseen(installation);
  return unseen === null ? idsOfAll(installation) : { ...idsByName(installation, unseen), unseen };
}

/** Throws `unseen` where an account is missing, or a file in sight is not of its account. */
function idsByName(installation: Installation, unseen: CouldNotCheck): Omit<Ids, 'unseen'> {
  const { accounts } = installation.host;
  const ids = QMAIL_USERS.map((user) => [user, accounts.byName(user)?.uid ?? null] as const);
  const qmail = accounts.gidOf('qmail');
  const isOther = (stats: readonly Stat[], of: (stat: Stat) => number, id: number | null) =>
    id === null ? hasCompiledIds(installation.variant) : stats.some((stat) => of(stat) !== id && of(stat) !== 0);
  for (const [user, id] of ids)
    if (isOther(inSight(installation, OWNED[user] ?? []), ({ uid }) => uid, id)) throw unseen;
  if (isOther(inSight(installation, GROUPED), ({ gid }) => gid, qmail)) throw unseen;
  const users = Object.fromEntries(ids) as Record<QmailUser, number | null>;
  return { users, qmail, nofiles: accounts.gidOf('nofiles'), changed: [] };
}

function firstUnseen({ host, home }: Installation): CouldNotCheck | null {
  for (const name of new Set([...Object.values(OWNED).flat(), ...GROUPED])) {
    const unseen = closedAt(host, `${home}/${name}`);
    if (unseen !== null) return unseen;
  }
  return null;
}

function closedAt(host: Host, path: string): CouldNotCheck | null {
  try {
    walk(host, ROOT, path);
    return null;
  } catch (error) {
    if (error instanceof CouldNotCheck) return error;
    throw error;
  }
}

function inSight(installation: Installation, names: readonly string[]): Stat[] {
  const { host, home } = installation;
  return statsOf(
    installation,
    names.filter((name) => closedAt(host, `${home}/${name}`) === null),
  );
}

function idsOfAll(installation: Installation): Ids {
  const { host, variant } = installation;
  const compiled = hasCompiledIds(variant);
  const changed: ChangedId[] = [];
  const seen = Object.fromEntries(
    QMAIL_USERS.map((user) => [user, statsOf(installation, OWNED[user] ?? []).map(({ uid }) => uid)]),
  ) as Record<QmailUser, number[]>;
  const users = Object.fromEntries(
    QMAIL_USERS.map((user) => {
      const uid = host.accounts.byName(user)?.uid ?? null;
      const onDisk = agreed(seen[user]);
      if (uid === null) return [user, compiled ? mostOf(seen[user]) : null];
      if (onDisk === null || onDisk === uid || agreesWithOther(seen, user, onDisk)) return [user, uid];
      changed.push({ name: user, kind: 'account', now: uid, onDisk });
      return [user, compiled ? onDisk : uid];
    }),
  ) as Record<QmailUser, number | null>;
  for (const each of alsoChanged(installation, seen, users, changed)) {
    changed.push(each);
    if (compiled) users[each.name as QmailUser] = each.onDisk;
  }
  return {
    users,
    qmail: qmailGroup(installation, compiled, changed),
    nofiles: host.accounts.gidOf('nofiles'),
    changed,
    unseen: null,
  };
}

/** Where others changed, a number without a name is the old one of an account whose files are too few to tell by themselves. */
function alsoChanged(
  { host }: Installation,
  seen: Readonly<Record<QmailUser, readonly number[]>>,
  users: Readonly<Record<QmailUser, number | null>>,
  changed: readonly ChangedId[],
): ChangedId[] {
  if (changed.length === 0) return [];
  return QMAIL_USERS.flatMap((name): ChangedId[] => {
    const [onDisk] = seen[name];
    const now = users[name];
    if (onDisk === undefined || now === null || onDisk === now || onDisk === 0) return [];
    if (changed.some((each) => each.name === name) || host.accounts.all.some(({ uid }) => uid === onDisk)) return [];
    return [{ name, kind: 'account', now, onDisk }];
  });
}

function qmailGroup(installation: Installation, compiled: boolean, changed: ChangedId[]): number | null {
  const gid = installation.host.accounts.gidOf('qmail');
  const onGroup = statsOf(installation, GROUPED).map((stat) => stat.gid);
  if (gid === null) return compiled ? mostOf(onGroup) : null;
  const onDisk = agreed(onGroup);
  // The number of another group is no renumbering: somebody gave the files away.
  const { groups } = installation.host.accounts;
  if (onDisk === null || onDisk === gid || groups.some((group) => group.gid === onDisk)) return gid;
  changed.push({ name: 'qmail', kind: 'group', now: gid, onDisk });
  return compiled ? onDisk : gid;
}

/** One number for the files of two accounts is no renumbering: somebody gave the files away. */
function agreesWithOther(seen: Readonly<Record<QmailUser, readonly number[]>>, user: QmailUser, id: number): boolean {
  return QMAIL_USERS.some((other) => other !== user && seen[other].includes(id) && (OWNED[other]?.length ?? 0) > 1);
}

function agreed(ids: readonly number[]): number | null {
  const [first] = ids;
  if (first === undefined || first === 0 || ids.length < WITNESSES) return null;
  return ids.every((id) => id === first) ? first : null;
}

function mostOf(ids: readonly number[]): number | null {
  const counts = new Map<number, number>();
  for (const id of ids) if (id !== 0) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0] ?? null;
}

function statsOf({ host, home }: Installation, names: readonly string[]): Stat[] {
  return names.flatMap((name) => {
    const found = walk(host, ROOT, `${home}/${name}`);
    return found.ok ? [found.stat] : [];
  });
}
