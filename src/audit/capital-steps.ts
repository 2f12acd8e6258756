/** Adds to a trace the account whose capitals keep qmail-getpw from finding it: names are looked up in lower case (qmail-getpw.c:35). */
import type { Account } from '../host/host.ts';
import { lowerCase } from '../qmail/control.ts';
import type { Followed } from '../qmail/follow.ts';
import { NAME_LIMIT } from '../qmail/getpw.ts';
import type { Installation } from '../qmail/installation.ts';
import type { Step } from '../qmail/trace.ts';

/** The decisions of qmail-getpw where no account has the address. */
const NOBODY = new Set(['alias', 'no-alias']);

/** The teller of one target: the accounts are gone through when they are first needed. */
export function capitalTeller(installation: Installation): (followed: Followed) => Followed {
  let capital: ReadonlyMap<string, Account> | null = null;
  const tell = (followed: Followed): Followed => {
    const then = followed.then.map(tell);
    const at = followed.steps.findIndex(({ program, decision }) => program === 'qmail-getpw' && NOBODY.has(decision));
    if (at < 0) return { ...followed, then };
    capital ??= capitalsOf(installation);
    const account = capital.size === 0 ? undefined : accountOf(capital, installation, followed.to);
    if (account === undefined) return { ...followed, then };
    return { ...followed, steps: followed.steps.toSpliced(at, 0, stepOf(account)), then };
  };
  return tell;
}

function capitalsOf({ host }: Installation): Map<string, Account> {
  const some = host.accounts.all.filter(({ name }) => /[A-Z]/.test(name));
  return new Map(some.map((account) => [lowerCase(account.name), account]));
}

function accountOf(capital: ReadonlyMap<string, Account>, installation: Installation, to: string): Account | undefined {
  const local = lowerCase(to.slice(0, to.lastIndexOf('@')));
  for (let end = local.length; end > 0; end -= 1) {
    if (end > NAME_LIMIT || (end < local.length && local[end] !== installation.compiled.break)) continue;
    const account = capital.get(local.slice(0, end));
    if (account !== undefined) return account;
  }
  return undefined;
}

function stepOf({ name, home, line }: Account): Step {
  const place = line === undefined ? {} : { file: '/etc/passwd', line };
  return { program: 'qmail-getpw', decision: 'skipped-capitals', data: { user: name, home }, ...place };
}
