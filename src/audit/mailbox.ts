/** What becomes of mail for one account. */
import type { Mailbox, Store } from '../checks/check.ts';
import type { CopyTo } from '../checks/copies.ts';
import { isSystem } from '../checks/people.ts';
import { dirname, ROOT, walk } from '../host/access.ts';
import { type Account, CouldNotCheck } from '../host/host.ts';
import { safeExt } from '../qmail/dot-qmail.ts';
import { type Assignment, skipReason } from '../qmail/getpw.ts';
import { type LocalEnd, localHop } from '../qmail/hop.ts';
import { getpwIds, type Installation } from '../qmail/installation.ts';
import { NOBODY, SOMEONE } from '../qmail/trace.ts';
import { type DotQmailHome, type Extensions, extensionsOf, NO_EXTENSIONS, unusedOwn } from './extensions.ts';
import type { Sweep } from './mailboxes.ts';

/**
 * What becomes of mail for an account, and for the extensions that its home has files for. Throws CouldNotCheck where the
 * mailbox itself cannot be looked at.
 */
export function mailboxOf(
  sweep: Sweep,
  account: Account,
  copyTo: CopyTo,
): { readonly mailbox: Mailbox; readonly extensions: Extensions } {
  const { installation, cdb } = sweep;
  const end = localHop(installation, cdb, { local: account.name, host: '', sender: SOMEONE, programsPass: true });
  const mailbox = bareMailbox(sweep, account, end, copyTo);
  const { assignment } = end;
  if (assignment === null || !isOwn(assignment, account) || HOME_STOPS.has(end.outcome.message ?? ''))
    return { mailbox, extensions: NO_EXTENSIONS };
  try {
    const prefix = account.name + installation.compiled.break;
    const files = isWhole(assignment) ? dotQmailHome(sweep, assignment, prefix) : null;
    const others = cdb === 'absent' ? files : assignedExtensions(sweep, account, prefix, files);
    const own = files === null ? null : unusedOwn(installation, files, account.name, end);
    const isMore = others?.names.some((name) => name !== '.qmail') === true;
    const extensions = isMore ? extensionsOf(installation, cdb, others) : NO_EXTENSIONS;
    const unused = own === null ? extensions.unused : [own, ...extensions.unused];
    return { mailbox: { ...mailbox, dotQmails: files?.names ?? [], unused }, extensions };
  } catch (error) {
    if (!(error instanceof CouldNotCheck)) throw error;
    return { mailbox, extensions: { ...NO_EXTENSIONS, unchecked: [error] } };
  }
}

/** The home that answers for extensions where there is a users/cdb: `known`, another, or none. */
function assignedExtensions(
  sweep: Sweep,
  account: Account,
  prefix: string,
  known: DotQmailHome | null,
): DotQmailHome | null {
  const local = prefix + NOBODY;
  const { assignment } = localHop(sweep.installation, sweep.cdb, { local, host: '', sender: SOMEONE });
  if (assignment === null || !isOwn(assignment, account)) return null;
  if (assignment.dash !== '-' || !assignment.ext.endsWith(NOBODY)) return null;
  const isKnown = assignment.uid === known?.uid && assignment.home === known.home;
  const files = isKnown ? known : dotQmailHome(sweep, assignment, prefix);
  return files === null ? null : { ...files, stem: safeExt(assignment.ext.slice(0, -NOBODY.length)) };
}

/** Whether the files of the home are asked for by their whole names: `.qmail`, and not `.qmail-info`. */
function isWhole({ dash, ext }: Assignment): boolean {
  return dash === '' && ext === '';
}

/** The home lets no mail in, whoever it is for. */
const HOME_STOPS = new Set(['LOCAL-1', 'LOCAL-9', 'LOCAL-10', 'LOCAL-11', 'LOCAL-12']);

/** Whether the account, or its entry in users/assign, answers for its name: not alias, and not another account. */
function isOwn({ by, user }: Assignment, { name }: Account): boolean {
  return by === 'users/cdb' || (by === 'passwd' && user === name);
}

/** Null where there is no such directory. Throws CouldNotCheck. */
export function dotQmailHome(
  { installation: { host } }: Sweep,
  { user, uid, home }: Assignment,
  prefix: string,
): DotQmailHome | null {
  const found = walk(host, ROOT, home);
  if (!found.ok || found.stat.type !== 'dir') return null;
  const names = host.list(found.path).filter((name) => name.startsWith('.qmail'));
  return { user, uid, home, path: found.path, names, prefix, stem: '' };
}

/** The mailbox without what its home holds. Throws CouldNotCheck. */
export function bareMailbox(
  { installation, uidMin, gone }: Sweep,
  account: Account,
  end: LocalEnd,
  copyTo: CopyTo,
): Mailbox {
  return {
    local: account.name,
    address: account.name,
    extension: null,
    dotQmails: [],
    unused: [],
    account,
    skip: end.assignment?.by === 'alias' || end.assignment === null ? skipOf(installation, account) : null,
    assignment: end.assignment,
    outcome: end.outcome,
    result: end.result,
    stores: storesOf(installation, end),
    system: isSystem(account, uidMin),
    homesGone: gone.has(dirname(account.home)),
    copyTo,
  };
}

/** What is at the places that the instructions name, followed as root: mostly known from the delivery already. */
export function storesOf({ host }: Installation, { assignment, result }: LocalEnd): Store[] {
  if (assignment === null || result === null || result.deliveries.length === 0) return [];
  const home = walk(host, ROOT, assignment.home);
  if (!home.ok) return [];
  return result.deliveries.flatMap(({ kind, target, line }) => {
    if (kind !== 'maildir' && kind !== 'mbox') return [];
    const found = walk(host, ROOT, target, { cwd: home });
    return found.ok ? [{ kind, target, line, path: found.path, stat: found.stat }] : [];
  });
}

function skipOf(installation: Installation, account: Account): Mailbox['skip'] {
  const qmailp = getpwIds(installation);
  return qmailp === null ? null : skipReason(installation, qmailp, account);
}
