/** Small helpers of the mailbox checks: what to look at, never what to say. */
import { type Credentials, chdir, type Errno, isWithin, may, ROOT, type Walk, WRITE, walk } from '../host/access.ts';
import type { Stat } from '../host/host.ts';
import type { Assignment } from '../qmail/getpw.ts';
import type { Installation } from '../qmail/installation.ts';
import type { Data, Mailbox, Prevented, Report, Store } from './check.ts';

/** What the user's shell runs to make a Maildir. */
export function maildirScript(installation: Installation, maildir: string): string {
  return `${installation.home}/bin/maildirmake ${quoted(maildir)}`;
}

/** What the user's shell runs to make one directory of a Maildir. */
export function partScript(path: string): string {
  return `mkdir -m 700 ${quoted(path)}`;
}

/** What the user's shell runs to change a mode. */
export function modeScript(change: string, path: string): string {
  return `chmod ${change} ${quoted(path)}`;
}

/** How the command for a user's file is given: he runs it himself where the file is his, else there is none. */
export function byOwner(
  { host }: Installation,
  assignment: Pick<Assignment, 'uid'> | null,
  stat: Pick<Stat, 'uid'> | null,
): Pick<Report, 'by' | 'noCommand'> {
  const name = assignment === null ? '' : host.accounts.userName(assignment.uid);
  const isHis = assignment !== null && stat?.uid === assignment.uid && host.accounts.byName(name) !== null;
  return isHis ? { by: name } : { noCommand: true };
}

/**
 * What find(1) needs to come to `path` in a home without a link on the way, and `below` levels further: root can then give it to
 * somebody. Nothing, and no command, where it lies outside the home. Throws CouldNotCheck.
 */
export function foundInHome(
  { host }: Installation,
  assignment: Pick<Assignment, 'home'>,
  path: string,
  below = 0,
): { readonly data: Data; readonly report: Pick<Report, 'noCommand'> } {
  const home = walk(host, ROOT, assignment.home);
  if (!home.ok || home.path === '/' || path === home.path || !isWithin(path, home.path)) {
    return { data: { home: '', depth: '', pattern: '' }, report: { noCommand: true } };
  }
  const depth = path.slice(home.path.length).split('/').length - 1 + below;
  const pattern = path.replace(/[\\*?[\]]/g, '\\$&');
  return { data: { home: home.path, depth: String(depth), pattern }, report: {} };
}

function quoted(path: string): string {
  return /^[A-Za-z0-9_/.:@%+=,-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

/** The name of a uid; root where no account has it. */
export function ownerName({ host }: Installation, uid: number): string {
  return uid === 0 ? 'root' : host.accounts.userName(uid);
}

/** Whose mailbox it is, in a sentence. */
export function nameOf({ account, local }: Mailbox): string {
  return account?.name ?? local;
}

/** The same, and whom the mail is for: `alice-info`. */
export function whose(mailbox: Mailbox): { readonly user: string; readonly address: string } {
  return { user: nameOf(mailbox), address: mailbox.address };
}

/** The assignment of the mailbox itself, or of an extension; null where alias or another account answers for its name. */
export function ownAssignment({ assignment, account, extension }: Mailbox): Assignment | null {
  if (extension !== null) return assignment;
  if (assignment === null || assignment.by === 'alias') return null;
  return assignment.by === 'passwd' && account !== null && assignment.user !== account.name ? null : assignment;
}

export function credentialsOf({ uid, gid }: Assignment): Credentials {
  return { uid, gid };
}

/** What the delivery is reported as today. */
export function reported({ outcome }: Pick<Mailbox, 'outcome'>): Prevented[] {
  return outcome.message === null ? [] : [{ id: outcome.message, data: outcome.data }];
}

/** Whether the default delivery was followed: there is no dot-qmail file, or it is empty (qmail-local.c:619). */
export function usesDefault({ result }: Pick<Mailbox, 'result'>, { host }: Installation): boolean {
  return result === null || result.file === null || host.lstat(result.file.path)?.size === 0;
}

/** Whether somebody wants mail there: not for a system account without instructions of its own. */
export function isMeant({ system, result, assignment }: Mailbox): boolean {
  return !system || (result?.file ?? null) !== null || assignment?.by === 'users/cdb';
}

/** The Maildirs and mbox files of a mailbox, each once. */
export function storesOf(mailbox: Mailbox, kind: Store['kind']): Store[] {
  const stores = mailbox.stores.filter((each) => each.kind === kind);
  if (stores.length < 2) return stores;
  return stores.filter(({ path }, index) => stores.findIndex((each) => each.path === path) === index);
}

/** The Maildir or mbox file at which the delivery ended, where it is there. */
export function failedStore({ stores, result }: Mailbox): Store | null {
  return stores.find(({ line }) => line === result?.at?.line) ?? null;
}

/** A directory of a Maildir, as root and as the user find it. */
export interface Part {
  readonly name: 'tmp' | 'new' | 'cur';
  /** Where it should be; links resolved where it is there. */
  readonly path: string;
  readonly stat: Stat | null;
  /** Why qmail-local cannot make a file in it (qmail-local.c:106); null where it can. */
  readonly refused: { readonly errno: Errno; readonly at: string; readonly stat: Stat | null } | null;
}

/** Throws CouldNotCheck. */
export function partOf({ host }: Installation, assignment: Assignment, store: Store, name: Part['name']): Part {
  const who = credentialsOf(assignment);
  const there = walk(host, ROOT, name, { cwd: store.path });
  const dir = chdir(host, who, name, store.path);
  const refused = !dir.ok ? dir : may(who, dir.stat, WRITE) ? null : closedAt(dir);
  return {
    name,
    path: there.ok ? there.path : `${store.path}/${name}`,
    stat: there.ok ? there.stat : null,
    refused,
  };
}

function closedAt({ path, stat }: Extract<Walk, { ok: true }>): NonNullable<Part['refused']> {
  return { errno: 'EACCES', at: path, stat };
}

/** The Maildir whose tmp or new refused a delivery, with both; null where no delivery ended so. */
export function failedParts(mailbox: Mailbox, installation: Installation): { store: Store; parts: Part[] } | null {
  const store = failedStore(mailbox);
  const assignment = ownAssignment(mailbox);
  if (mailbox.outcome.message !== 'LOCAL-23' || store === null || assignment === null) return null;
  return { store, parts: (['tmp', 'new'] as const).map((name) => partOf(installation, assignment, store, name)) };
}

/** The argument of chmod(1) that lets `who` search a directory: the bits of its class are the ones that count. */
export function searchFor(who: Credentials, stat: Stat): string {
  return who.uid === stat.uid ? 'u+x' : who.gid === stat.gid ? 'g+x' : 'o+x';
}

/** The arguments of chmod(1) that take away `bits`: `o-w`, `g-w,o-w`. */
export function withdrawn(bits: number): string {
  return ['u', 'g', 'o']
    .map((who, index) => [who, (bits >> (6 - 3 * index)) & 7] as const)
    .filter(([, mask]) => mask !== 0)
    .map(([who, mask]) => `${who}-${mask & 4 ? 'r' : ''}${mask & 2 ? 'w' : ''}${mask & 1 ? 'x' : ''}`)
    .join(',');
}

/** A user whom no owner and no group bits apply to. */
const STRANGER = 0xfffffff0;

/** Which of `bits` others have on a Maildir or mbox, whose whole path they can walk. */
export function openToOthers({ host }: Installation, { path, stat }: Store, bits: number): number {
  const open = stat.mode & bits;
  return open !== 0 && walk(host, { uid: STRANGER, gid: STRANGER }, path).ok ? open : 0;
}

/** Which of `bits` (shifted by three) the group has on it, whose path its members can walk. */
export function openToGroup({ host }: Installation, { path, stat }: Store, bits: number): number {
  const open = stat.mode & bits;
  return open !== 0 && walk(host, { uid: STRANGER, gid: stat.gid }, path).ok ? open : 0;
}
