/** The mailbox rules over all accounts, in this thread or several, into what the audit collects. */
import type { Forwarder, RegisteredRule, Target } from '../checks/check.ts';
import { uidMinOf } from '../checks/people.ts';
import { prefixesOf, routing } from '../checks/routing.ts';
import { tried } from '../checks/tried.ts';
import { textOf } from '../host/bytes.ts';
import { type Account, CouldNotCheck } from '../host/host.ts';
import { QMAIL_USERS } from '../qmail/installation.ts';
import type { UsersCdb } from '../qmail/lspawn.ts';
import type { AskOptions } from './audit.ts';
import { type Keeping, merge } from './folder.ts';
import { type PartedAccounts, partAccounts, type Sweep, type SweepResult, sweep, sweepAlias } from './mailboxes.ts';
import type { Collected } from './outcome-of.ts';
import { sweepAll } from './pool.ts';

/** How many mailboxes there were, and which of them forward. */
export interface Swept {
  readonly mailboxes: number;
  readonly forwarders: readonly Forwarder[];
}

export async function sweepMailboxes(
  target: Target,
  rules: readonly RegisteredRule[],
  options: AskOptions,
  keeping: Keeping,
  into: Collected,
): Promise<Swept> {
  const { host } = target;
  const { plain, odd, others } = onlyOf(partAccounts(host.accounts), options);
  const count = plain.length + odd.length;
  const cdb = usersCdbOf(target, into);
  if (cdb === null) return { mailboxes: 0, forwarders: [] };
  const job = sweepJob(target, cdb, rules, keeping);
  const common = others.filter(({ name }) => (QMAIL_USERS as readonly string[]).includes(name));
  const progress = (done: number) => options.progress?.(done, count);
  const parted = { plain, others: [...odd, ...others], common };
  const results = [await sweepAll(job, options.suppressions ?? [], parted, options, progress), sweep(job, odd)];
  if (options.user === undefined && options.domain?.alias !== false) results.push(sweepAlias(job));
  for (const result of results) collect(result, options.most, into);
  return { mailboxes: count, forwarders: results.flatMap(({ forwarders }) => forwarders) };
}

/** The parts with the mailboxes alone to look at that the audit is for. */
function onlyOf(all: PartedAccounts, { user, domain }: Pick<AskOptions, 'user' | 'domain'>): PartedAccounts {
  const served = domain?.accounts ?? null;
  if (user === undefined && served === null) return all;
  const { plain, odd, others } = all;
  const isOne = ({ name }: Account) => (user ?? name) === name && (served?.has(name) ?? true);
  const rest = [...plain, ...odd].filter((each) => !isOne(each));
  return { plain: plain.filter(isOne), odd: odd.filter(isOne), others: [...others, ...rest] };
}

/** What a pass over mailboxes needs, whoever the accounts are. */
export function sweepJob(target: Target, cdb: UsersCdb, rules: readonly RegisteredRule[], keeping: Keeping): Sweep {
  const { host, installation } = target;
  const granted = { ...installation, takenForGranted: true };
  return {
    installation: granted,
    once: host,
    cdb,
    rules,
    uidMin: uidMinOf(host),
    keepers: keepersOf(target),
    gone: new Set(target.goneHomes().keys()),
    ...keeping,
  };
}

/** The accounts that a line of virtualdomains may name: `a` and `a-b` of `a-b`. */
function keepersOf(target: Target): ReadonlySet<string> {
  const controls = tried(() => routing(target));
  if ('skip' in controls) return new Set();
  return new Set(controls.virtualdomains.entries.flatMap(({ value }) => prefixesOf(value.toLowerCase())));
}

/** Without users/cdb nothing can be said of any mailbox. */
function usersCdbOf(target: Target, into: Collected): UsersCdb | null {
  try {
    return target.usersCdb();
  } catch (error) {
    if (!(error instanceof CouldNotCheck)) throw error;
    into.skipped.push({ rule: 'mailboxes', kind: 'could-not', reason: textOf(error.reason), path: textOf(error.path) });
    return null;
  }
}

function collect(result: SweepResult, most: number, into: Collected): void {
  merge(into.folds, result.folds.values(), most);
  into.failed.push(...result.failed);
  for (const [reason, { count, path }] of result.unchecked) {
    const more = count > 1 ? ` (and ${count - 1} more mailboxes)` : '';
    into.skipped.push({ rule: 'mailboxes', kind: 'could-not', reason: `${textOf(reason)}${more}`, path: textOf(path) });
  }
}
