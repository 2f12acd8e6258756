/** The new machine as it is, and as it would be with what is proposed on it. */

import type { Target } from '../../checks/check.ts';
import { UsageError } from '../../errors.ts';
import { ROOT, walk } from '../../host/access.ts';
import { type Account, CouldNotCheck, type Host } from '../../host/host.ts';
import { type Overlay, type OverlayFile, overlaid } from '../../host/overlay.ts';
import { remembering } from '../../host/remembering.ts';
import type { OldUser } from '../../migrate/old-mail.ts';
import type { PlannedFile } from '../../migrate/proposal/types.ts';
import { assignRecords, parseAssign } from '../../qmail/assign.ts';
import { cdbMake } from '../../qmail/cdb.ts';
import { GROUP_OF, type Installation, QMAIL_USERS } from '../../qmail/installation.ts';
import { compileTcprules, tcprulesRecords } from '../../qmail/tcprules.ts';
import { openTarget, type TargetOptions } from '../target.ts';

/** Where the ids begin that accounts get which are not there yet (INSTALL.ids leaves them to useradd). */
const FIRST_ID = 7790;

/** A row of ids that nobody has. */
function freeIds({ accounts: { all, groups } }: Host, count: number): number {
  const taken = new Set([...all.map(({ uid }) => uid), ...groups.map(({ gid }) => gid)]);
  let first = FIRST_ID;
  for (let id = first; id < first + count; id += 1) if (taken.has(id)) first = id + 1;
  return first;
}

/** The accounts and groups of qmail that `host` lacks, as they are assumed to become. */
export function missingAccounts(host: Host, home: string): Pick<Required<Overlay>, 'accounts' | 'groups'> {
  const first = freeIds(host, QMAIL_USERS.length);
  const groups = ['nofiles', 'qmail'].flatMap((name, index) =>
    host.accounts.gidOf(name) === null ? [{ name, gid: first + index }] : [],
  );
  const gidOf = (name: string) => host.accounts.gidOf(name) ?? groups.find((each) => each.name === name)?.gid ?? first;
  const accounts = QMAIL_USERS.flatMap((name, index) =>
    host.accounts.byName(name) === null
      ? [{ name, uid: first + index, gid: gidOf(GROUP_OF[name]), home: name === 'alias' ? `${home}/alias` : home }]
      : [],
  );
  return { accounts, groups };
}

/** Users who have no account yet, as they become where it is made as the list says, and their homes. */
function comingUsers({ accounts }: Host, users: readonly OldUser[], taken: readonly Account[]): Account[] {
  const known = [...accounts.all, ...taken];
  return users.flatMap(({ account }) => {
    const { name, uid, home } = account;
    const isTaken = known.some((each) => each.name === name || each.uid === uid);
    return isTaken || uid === 0 || !home.startsWith('/') ? [] : [account];
  });
}

/** The machine with qmail's accounts and those of `users`, their homes, qmail's home and ~alias, whatever lacks; nothing of the configuration. */
export function prepared(host: Host, home: string, users: readonly OldUser[]): Host {
  const ours = missingAccounts(host, home);
  const coming = comingUsers(host, users, ours.accounts);
  const lacking = { ...ours, accounts: [...ours.accounts, ...coming] };
  const first = overlaid(host, { files: [], ...lacking });
  const alias = first.accounts.byName('alias');
  const dirs: OverlayFile[] = [
    { path: `${home}/control`, type: 'dir', uid: 0, gid: 0, mode: 0o755 },
    ...(alias === null ? [] : [dir(alias.home, alias.uid, alias.gid, 0o2755)]),
    ...coming.map((user) => dir(user.home, user.uid, user.gid, 0o755)),
  ];
  return overlaid(host, { files: dirs.filter(({ path }) => !isThere(host, path)), ...lacking });
}

function dir(path: string, uid: number, gid: number, mode: number): OverlayFile {
  return { path, type: 'dir', uid, gid, mode };
}

export function isThere(host: Host, path: string): boolean {
  try {
    return walk(host, ROOT, path).ok;
  } catch (error) {
    if (error instanceof CouldNotCheck) return false;
    throw error;
  }
}

/** qmail's own programs and accounts are taken for granted: what lacks there is an item of its own. */
export function installationOn(host: Host, options: TargetOptions, mailbox: string): Installation {
  const { installation } = openTarget(host, options);
  const { defaultDelivery } = installation;
  return {
    ...installation,
    takenForGranted: true,
    defaultDelivery:
      defaultDelivery.how === 'assumed' ? { text: mailbox, file: null, how: 'assumed' } : defaultDelivery,
  };
}

/** The qmail that is there, or null. Throws UsageError for a home that is given and is none. */
export function targetThere(host: Host, options: TargetOptions): Target | null {
  try {
    return openTarget(host, options);
  } catch (error) {
    if (error instanceof UsageError && options.home === undefined) return null;
    throw error;
  }
}

/** `host` (prepared) with the planned files, compiled where qmail reads them compiled, and a Maildir for each of `maildirs`. */
export function withProposal(
  host: Host,
  files: readonly PlannedFile[],
  maildirs: readonly { readonly path: string; readonly uid: number; readonly gid: number }[],
): Host {
  const planned = files
    .flatMap((file) => [fileOn(host, file), ...compiledOn(file)])
    .map((file) => ({ ...file, path: realPath(host, file.path) }));
  const boxes = maildirs.flatMap(({ path, uid, gid }) =>
    ['', '/tmp', '/new', '/cur'].map((part) => dir(path + part, uid, gid, 0o700)),
  );
  return remembering(overlaid(host, { files: [...planned, ...boxes] }));
}

function fileOn(host: Host, { path, owner, mode, text }: PlannedFile): OverlayFile {
  const account = host.accounts.byName(owner);
  return { path, type: 'file', uid: account?.uid ?? 0, gid: account?.gid ?? 0, mode, text };
}

/** A home, or /var/qmail itself, may be a link. */
function realPath(host: Host, path: string): string {
  const slash = path.lastIndexOf('/');
  try {
    const found = walk(host, ROOT, path.slice(0, slash) || '/');
    return found.ok ? `${found.path === '/' ? '' : found.path}${path.slice(slash)}` : path;
  } catch (error) {
    if (error instanceof CouldNotCheck) return path;
    throw error;
  }
}

function compiledOn({ path, kind, text }: PlannedFile): OverlayFile[] {
  const cdb = (to: string, bytes: Buffer): OverlayFile[] => [
    { path: to, type: 'file', uid: 0, gid: 0, mode: 0o644, text: bytes.toString('latin1') },
  ];
  if (kind === 'assign') return cdb(path.replace(/assign$/, 'cdb'), cdbMake(assignRecords(parseAssign(text).entries)));
  if (kind !== 'rules') return [];
  const compiled = compileTcprules(text);
  return compiled.ok ? cdb(`${path}.cdb`, cdbMake(tcprulesRecords(compiled.rules))) : [];
}
