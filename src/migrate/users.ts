/** The users of the old machine and their forward files. */
import { join, ROOT, walk } from '../host/access.ts';
import { type Account, CouldNotCheck, type Host } from '../host/host.ts';
import { lowerCase } from '../qmail/control.ts';
import { QMAIL_USERS } from '../qmail/installation.ts';
import { parseInclude } from './includes.ts';
import type { Expansion, ListRules, OldUser, Target, Trouble } from './old-mail.ts';
import { exists, readOld, textOrTrouble } from './old-text.ts';

/** Uids below are the system's. */
const FIRST_USER = 500;
/** Up to here today's distributions number the accounts of their services, and older ones those of people. */
const FIRST_SURE = 1000;
/** Behind those of people come the system's again, up to nobody; a directory service counts on from there. */
const LAST_USER = 60_000;
const LAST_OF_SYSTEM = 65_535;

export const SPOOLS = ['/var/mail', '/var/spool/mail'];

export interface ForwardRules {
  /** Where the forward file may be; the first that is found holds. */
  readonly files: (account: Account) => readonly string[];
  /** What begins the name of one for an extension, `/home/NAME/.forward+`; null where there are none. */
  readonly details?: (account: Account) => string | null;
  /** A file that these bits let others write, or that is another user's, is passed over. */
  readonly unsafe: number;
  /** A link is no forward file. */
  readonly noLinks?: true;
  /** `~/` begins a file in the home. */
  readonly tilde?: true;
  readonly lists?: ListRules;
}

/** Every account that shows that it gets mail: a person's, or one with a forward file or mail in the spool; not those that qmail runs as. */
export function readUsers(host: Host, rules: ForwardRules, troubles: Trouble[]): OldUser[] {
  return host.accounts.all.filter(isNotQmails).flatMap((account) => {
    const forward = forwardOf(host, account, rules.files(account), rules, troubles);
    const details = detailsOf(host, account, rules, troubles);
    const has = forward !== null || details.size > 0 || spoolOf(host, account.name) !== null;
    return has || isPerson(host, account) ? [{ account, forward, details }] : [];
  });
}

function isNotQmails({ name }: Account): boolean {
  return !(QMAIL_USERS as readonly string[]).includes(name);
}

/** Homes that are none. */
const NO_HOME = /^\/*(nonexistent|dev\/null|var\/empty|run(\/.*)?)?\/*$/;

function isPerson(host: Host, { uid, home }: Account): boolean {
  if (NO_HOME.test(home)) return false;
  if (uid >= FIRST_SURE) return uid <= LAST_USER || uid > LAST_OF_SYSTEM;
  return uid >= FIRST_USER && ownerAt(host, home) === uid;
}

/** Who owns what is at `path`; null where nothing is, or it cannot be told. Never throws. */
export function ownerAt(host: Host, path: string): number | null {
  try {
    const found = walk(host, ROOT, path);
    return found.ok ? found.stat.uid : null;
  } catch (error) {
    if (error instanceof CouldNotCheck) return null;
    throw error;
  }
}

function forwardOf(
  host: Host,
  account: Account,
  files: readonly string[],
  rules: ForwardRules,
  troubles: Trouble[],
): OldUser['forward'] {
  for (const file of files) {
    const who = { uid: account.uid, gid: account.gid };
    const read = readOld(host, file, who);
    if (read.state === 'absent') continue;
    if (isPassedOver(host, account, file, rules, troubles)) return null;
    const text = textOrTrouble(read, troubles, false);
    if (text === null) return null;
    const targets = parseInclude(text, rules.lists).map((target) => inHome(target, account, rules));
    const lists = rules.lists === undefined ? {} : { lists: rules.lists };
    return targets.length === 0 ? null : { targets, at: { file, line: 1 }, as: who, ...lists };
  }
  return null;
}

/** dotforward.c of Postfix, safefile() of sendmail. */
function isPassedOver(
  host: Host,
  { uid, name }: Account,
  file: string,
  { unsafe, noLinks }: ForwardRules,
  troubles: Trouble[],
): boolean {
  const tell = (what: string) => troubles.push({ kind: 'by-hand', what, at: { file }, data: { name } }) > 0;
  try {
    const link = walk(host, ROOT, file, { follow: false });
    if (noLinks && link.ok && link.stat.type === 'symlink') return tell('forward-link');
    const found = walk(host, ROOT, file);
    if (!found.ok || ((found.stat.uid === 0 || found.stat.uid === uid) && (found.stat.mode & unsafe) === 0))
      return false;
  } catch (error) {
    if (error instanceof CouldNotCheck) return false;
    throw error;
  }
  return tell('forward-ignored');
}

/** `~/mbox`. */
function inHome(target: Target, { home }: Account, { tilde }: ForwardRules): Target {
  return tilde && target.kind === 'address' && target.text.startsWith('~/')
    ? { kind: 'file', text: join(home, target.text.slice(2)) }
    : target;
}

function detailsOf(host: Host, account: Account, rules: ForwardRules, troubles: Trouble[]): Map<string, Expansion> {
  const start = rules.details?.(account) ?? null;
  if (start === null) return new Map();
  const slash = start.lastIndexOf('/');
  const prefix = start.slice(slash + 1);
  const names = namesIn(host, start.slice(0, slash), troubles).filter(
    (name) => name.startsWith(prefix) && name !== prefix,
  );
  return new Map(
    names.flatMap((name) => {
      const forward = forwardOf(host, account, [`${start.slice(0, slash)}/${name}`], rules, troubles);
      return forward === null ? [] : [[lowerCase(name.slice(prefix.length)), forward] as const];
    }),
  );
}

function namesIn(host: Host, dir: string, troubles: Trouble[]): readonly string[] {
  try {
    const found = walk(host, ROOT, dir);
    return found.ok && found.stat.type === 'dir' ? host.list(found.path) : [];
  } catch (error) {
    if (!(error instanceof CouldNotCheck)) throw error;
    troubles.push({ kind: 'could-not', what: 'unreadable', at: { file: dir }, data: { reason: error.reason } });
    return [];
  }
}

export function homeForward(account: Account): string[] {
  return account.home.startsWith('/') ? [join(account.home, '.forward')] : [];
}

/** The user's mbox in the spool, where there is one; its size, or null where that cannot be told. */
export function spoolOf(host: Host, name: string): { path: string; size: number } | null {
  for (const dir of SPOOLS) {
    const path = `${dir}/${name}`;
    if (exists(host, path) !== true) continue;
    const stat = host.lstat(path);
    if (stat?.type === 'file') return { path, size: stat.size };
  }
  return null;
}
