/** Whose a local part is when users/cdb does not say: qmail-getpw (qmail-getpw.c:24). */
import { type Credentials, walk } from '../host/access.ts';
import type { Account } from '../host/host.ts';
import { lowerCase } from './control.ts';
import type { Installation } from './installation.ts';
import { qmailAccount } from './installation.ts';
import type { Step } from './trace.ts';

/** What qmail-local is started with. */
export interface Assignment {
  readonly user: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly dash: string;
  readonly ext: string;
  readonly by: 'users/cdb' | 'passwd' | 'alias';
}

/** A user name longer than this is never looked up (qmail-getpw.c:17). */
export const NAME_LIMIT = 31;

/** Why an account does not get mail although it exists. Nothing is written about it. */
export type Skip = 'uid-0' | 'home-missing' | 'home-closed' | 'home-foreign';

/** Whether qmail-getpw, running as `who` (qmailp), takes `account` for a mail user; null: it does. Throws CouldNotCheck. */
export function skipReason(installation: Installation, who: Credentials, account: Account): Skip | null {
  if (account.uid === 0) return 'uid-0';
  const home = walk(installation.host, who, account.home, { cwd: installation.home });
  if (!home.ok) return home.errno === 'EACCES' ? 'home-closed' : 'home-missing';
  return home.stat.uid === account.uid ? null : 'home-foreign';
}

/**
 * The account that owns `local`: the whole of it, else what stands before a break character, longest first; else the alias user; null where there is no alias user. Throws CouldNotCheck.
 */
export function getpw(
  installation: Installation,
  who: Credentials,
  local: string,
  steps: Step[] = [],
): Assignment | null {
  for (let end = local.length; end > 0; end -= 1) {
    if (end > NAME_LIMIT || (end < local.length && local[end] !== installation.compiled.break)) continue;
    const account = installation.host.accounts.byName(lowerCase(local.slice(0, end)));
    if (account === null) continue;
    const skip = skipReason(installation, who, account);
    if (skip !== null) {
      steps.push({
        program: 'qmail-getpw',
        decision: `skipped-${skip}`,
        data: { user: account.name, home: account.home },
        ...placeOf(account),
      });
      continue;
    }
    const whole = end === local.length;
    steps.push({
      program: 'qmail-getpw',
      decision: 'user',
      data: { user: account.name, home: account.home },
      ...placeOf(account),
    });
    return { ...ids(account), dash: whole ? '' : '-', ext: whole ? '' : local.slice(end + 1), by: 'passwd' };
  }
  const alias = qmailAccount(installation, 'alias');
  if (alias === null) {
    steps.push({ program: 'qmail-getpw', decision: 'no-alias', data: {} });
    return null;
  }
  steps.push({ program: 'qmail-getpw', decision: 'alias', data: { home: alias.home }, ...placeOf(alias) });
  return { ...ids(alias), dash: '-', ext: local, by: 'alias' };
}

function placeOf({ line }: Account): Pick<Step, 'file' | 'line'> {
  return line === undefined ? {} : { file: '/etc/passwd', line };
}

function ids(account: Account): Pick<Assignment, 'user' | 'uid' | 'gid' | 'home'> {
  return { user: account.name, uid: account.uid, gid: account.gid, home: account.home };
}
