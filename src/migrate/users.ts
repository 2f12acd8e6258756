/** The users of the old machine and their forward files. */
import { join, ROOT, walk } from '../host/access.ts';
import { type Account, CouldNotCheck, type Host } from '../host/host.ts';
import { QMAIL_USERS } from '../qmail/installation.ts';
import { parseInclude } from './includes.ts';
import type { OldUser, Trouble } from './old-mail.ts';
import { exists, readOld, textOrTrouble } from './old-text.ts';

/** Uids below are the system's. */
const FIRST_USER = 500;
/** Up to here today's distributions number the accounts of their services, and older ones those of people. */
const FIRST_SURE = 1000;
/** Behind those of people come the system's again, up to nobody; a directory service counts on from there. */
const LAST_USER = 60_000;
const LAST_OF_SYSTEM = 65_535;

export const SPOOLS = ['/var/mail', '/var/spool/mail'];

/**
 * Every account that shows that it gets mail: a person's, or one with a forward file or mail in the spool; not those that qmail runs
 * as. `forwardFiles`: where its forward file may be, first found wins.
 */
export function readUsers(
  host: Host,
  forwardFiles: (account: Account) => readonly string[],
  troubles: Trouble[],
): OldUser[] {
  return host.accounts.all.filter(isNotQmails).flatMap((account) => {
    const forward = forwardOf(host, forwardFiles(account), troubles);
    return isPerson(host, account) || forward !== null || spoolOf(host, account.name) !== null
      ? [{ account, forward }]
      : [];
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

function forwardOf(host: Host, files: readonly string[], troubles: Trouble[]): OldUser['forward'] {
  for (const file of files) {
    const read = readOld(host, file);
    if (read.state === 'absent') continue;
    const text = textOrTrouble(read, troubles, false);
    if (text === null) return null;
    const targets = parseInclude(text);
    return targets.length === 0 ? null : { targets, at: { file, line: 1 } };
  }
  return null;
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
