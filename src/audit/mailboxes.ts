/** One pass over the accounts: what becomes of mail for each, and what the mailbox rules say of it. */
import type { Forwarder, Mailbox, MailboxCheck, RegisteredRule, Report, Rule } from '../checks/check.ts';
import { type CopyTo, copies } from '../checks/copies.ts';
import { isWithin, ROOT, walk } from '../host/access.ts';
import { type Account, type Accounts, CouldNotCheck, type Host } from '../host/host.ts';
import { type Assignment, NAME_LIMIT } from '../qmail/getpw.ts';
import type { LocalEnd } from '../qmail/hop.ts';
import { type Installation, QMAIL_USERS, qmailAccount } from '../qmail/installation.ts';
import type { UsersCdb } from '../qmail/lspawn.ts';
import { UNKNOWN } from '../qmail/message.ts';
import { type Alikes, alikes } from './alike.ts';
import { type Extensions, extensionsOf, NO_EXTENSIONS } from './extensions.ts';
import { FORWARDERS, type Fold, type Folds, type Keeping, keep, merge } from './folder.ts';
import { bareMailbox, dotQmailHome, mailboxOf, storesOf } from './mailbox.ts';
import { type PlainlyFine, plainlyFine } from './plainly-fine.ts';

export interface Sweep extends Keeping {
  readonly installation: Installation;
  readonly cdb: UsersCdb;
  readonly rules: readonly RegisteredRule[];
  /** Accounts with a smaller uid are the system's; so is nobody. */
  readonly uidMin: number;
  /** Accounts that control/virtualdomains hands the mail of whole domains to. */
  readonly keepers: ReadonlySet<string>;
  /** Directories in which no home is there any more. */
  readonly gone: ReadonlySet<string>;
  /** The host without its memory, for what is looked at once. */
  readonly once: Host;
}

export interface SweepResult {
  readonly folds: Folds;
  readonly unchecked: UncheckedMailboxes;
  readonly failed: { readonly rule: string; readonly error: string }[];
  readonly mailboxes: number;
  /** Mailboxes whose mail is forwarded; at most `FORWARDERS`. */
  readonly forwarders: Forwarder[];
}

/** Reasons why a mailbox could not be checked, with how many had each and the first path. */
export type UncheckedMailboxes = Map<string, { count: number; readonly path: string }>;

/** Accounts that may have a mailbox: not root's, not those that qmail itself runs as, and each name once. */
export function mailboxAccounts(accounts: Accounts): Account[] {
  const { plain, odd } = partAccounts(accounts);
  return [...plain, ...odd];
}

export interface PartedAccounts {
  readonly plain: readonly Account[];
  /** Whose local part may be another account's: such names need the whole list. */
  readonly odd: readonly Account[];
  /** Without a mailbox to look at. */
  readonly others: readonly Account[];
}

export function partAccounts({ all, byName }: Accounts): PartedAccounts {
  const parts: Record<keyof PartedAccounts, Account[]> = { plain: [], odd: [], others: [] };
  const own = new Set<string>(QMAIL_USERS);
  for (const account of all) {
    const { name, uid } = account;
    if (uid === 0 || own.has(name) || byName(name) !== account) parts.others.push(account);
    else if (/[A-Z]/.test(name) || name.length > NAME_LIMIT) parts.odd.push(account);
    else parts.plain.push(account);
  }
  return parts;
}

/**
 * `isFine`: what is known to need no further look; by default each account is asked. `alike`: what was learned from accounts before
 * these; null: each is judged by itself.
 */
export function sweep(
  sweep: Sweep,
  accounts: readonly Account[],
  isFine: PlainlyFine = plainlyFine(sweep.installation, sweep.cdb, sweep.once),
  alike: Alikes | null = alikes(sweep),
): SweepResult {
  const result = emptyResult(accounts.length);
  const { host } = sweep.installation;
  const copyTo = copies(sweep.installation, sweep.cdb);
  const judgeOne = judgeOf(sweep, copyTo);
  const watched = alike === null ? null : judgeOf(watchedBy(alike, sweep), copyTo);
  for (const account of accounts) {
    try {
      if (isFine(account) || alike?.counted(host, account, result)) continue;
      const own = watched === null ? null : alike?.judged(host, account, () => alone(account, watched));
      if (own == null) judgeOne(account, result);
      else gather(result, { ...own, folds: own.folds.values() }, sweep.most);
    } catch (error) {
      if (!(error instanceof CouldNotCheck)) throw error;
      countUnchecked(error, result);
    }
  }
  return result;
}

function watchedBy(alike: Alikes, sweep: Sweep): Sweep {
  const { installation } = sweep;
  return { ...sweep, installation: { ...installation, host: alike.watched(installation.host) } };
}

type JudgeOne = (account: Account, result: SweepResult) => void;

function alone(account: Account, judgeOne: JudgeOne): SweepResult {
  const result = emptyResult(1);
  try {
    judgeOne(account, result);
  } catch (error) {
    if (!(error instanceof CouldNotCheck)) throw error;
    countUnchecked(error, result);
  }
  return result;
}

function judgeOf(sweep: Sweep, copyTo: CopyTo): JudgeOne {
  const rules = rulesOf(sweep.rules);
  return (account, result) => {
    const { mailbox: found, extensions } = mailboxOf(sweep, account, copyTo);
    const mailbox = keepsOthers(sweep, found, extensions) ? { ...found, system: true } : found;
    note(mailbox, account.name, result);
    judge(sweep, rules.all(mailbox.outcome.message), mailbox, result);
    if (extensions !== NO_EXTENSIONS) judgeExtensions(sweep, rules, mailbox, extensions, result);
  };
}

/** The files of ~alias. Those that fail are told of by the rules of the alias area; here what is written in the others. */
export function sweepAlias(sweep: Sweep): SweepResult {
  const result = emptyResult(0);
  const account = qmailAccount(sweep.installation, 'alias');
  if (account === null || account.uid === 0) return result;
  const rules = rulesOf(sweep.rules);
  const copyTo = copies(sweep.installation, sweep.cdb);
  try {
    const assignment: Assignment = { ...account, user: account.name, dash: '-', ext: '', by: 'alias' };
    const files = dotQmailHome(sweep, assignment, '');
    if (files === null) return result;
    const extensions = extensionsOf(sweep.installation, sweep.cdb, files);
    const end: LocalEnd = { assignment: null, outcome: UNKNOWN, result: null };
    const mailbox = bareMailbox(sweep, account, end, copyTo);
    judgeExtensions(sweep, { ...rules, files: rules.texts }, mailbox, extensions, result);
  } catch (error) {
    if (!(error instanceof CouldNotCheck)) throw error;
    countUnchecked(error, result);
  }
  return result;
}

function emptyResult(mailboxes: number): SweepResult {
  return { folds: new Map(), unchecked: new Map(), failed: [], mailboxes, forwarders: [] };
}

/** What else was found, with its folds and what could not be checked as lists: the results so far come first. */
export type MoreResults = Pick<SweepResult, 'failed' | 'forwarders'> & {
  readonly folds: Iterable<Fold>;
  readonly unchecked: Iterable<readonly [string, { readonly count: number; readonly path: string }]>;
};

export function gather(all: SweepResult, more: MoreResults, most: number): void {
  merge(all.folds, more.folds, most);
  for (const [reason, { count, path }] of more.unchecked) {
    const known = all.unchecked.get(reason);
    if (known === undefined) all.unchecked.set(reason, { count, path });
    else known.count += count;
  }
  for (const each of more.failed) if (!all.failed.some(({ rule }) => rule === each.rule)) all.failed.push(each);
  all.forwarders.push(...more.forwarders);
}

function countUnchecked({ reason, path }: Pick<CouldNotCheck, 'reason' | 'path'>, { unchecked }: SweepResult): void {
  const known = unchecked.get(reason);
  if (known === undefined) unchecked.set(reason, { count: 1, path });
  else known.count += 1;
}

/** What was told of the mailbox and of the extensions before is not told again of the next. */
function judgeExtensions(
  sweep: Sweep,
  rules: Rules,
  mailbox: Mailbox,
  { names, used, unchecked }: Extensions,
  result: SweepResult,
): void {
  const told = new Set([failureOf(mailbox), ...mailbox.stores.map(({ path }) => path)]);
  for (const { name, local, address, end } of used) {
    const stores = storesOf(sweep.installation, end).filter(({ path }) => !told.has(path));
    const extension: Mailbox = { ...mailbox, ...end, address, extension: name, dotQmails: names, unused: [], stores };
    const failure = failureOf(extension);
    const asked = failure !== null && told.has(failure) ? rules.texts : rules.files;
    note(extension, local, result);
    judge(sweep, asked(end.outcome.message), extension, result);
    for (const each of [failure, ...stores.map(({ path }) => path)]) told.add(each);
  }
  for (const error of unchecked) countUnchecked(error, result);
}

/**
 * Whether the account only holds the mail of virtual domains: there are dot-qmail files for their users and none for itself,
 * and what its own mail fails at is nobody else's.
 */
function keepsOthers({ keepers }: Sweep, mailbox: Mailbox, { used }: Extensions): boolean {
  if (used.length === 0 || mailbox.result?.file != null || !keepers.has(mailbox.local)) return false;
  const failure = failureOf(mailbox);
  return failure !== null && used.every(({ end }) => failureOf(end) !== failure);
}

/** A Maildir that takes no mail, whoever it is for. */
function failureOf({ outcome: { message, blocked } }: Pick<Mailbox, 'outcome'>): string | null {
  const isMaildir = message === 'LOCAL-23' || (message === 'LOCAL-20' && blocked?.errno !== 'ENOTDIR');
  return isMaildir && blocked !== null ? `${message} ${blocked.at}` : null;
}

function judge(sweep: Sweep, rules: readonly RegisteredRule[], mailbox: Mailbox, result: SweepResult): void {
  const { installation } = sweep;
  for (const { rule, check } of rules) {
    try {
      for (const each of (check as MailboxCheck)(mailbox, installation, rule)) {
        if ('skip' in each) countUnchecked({ reason: each.reason, path: each.path ?? mailbox.address }, result);
        else keep(result.folds, rule.id, placed(installation, mailbox, each), sweep);
      }
    } catch (error) {
      if (error instanceof CouldNotCheck) throw error;
      fail(result, rule, error);
    }
  }
}

/** Marks a report whose place is not in the home of its user, nor on the way to it. */
function placed({ host }: Installation, { account }: Mailbox, report: Report): Report {
  const { path } = report.subject;
  if (path === undefined || account === null) return report;
  const home = walk(host, ROOT, account.home);
  const base = home.ok ? home.path : account.home;
  const inside = isWithin(path, base) || isWithin(base, path) || isWithin(path, account.home);
  return inside ? report : { ...report, outside: true, fold: `${report.fold ?? ''} outside` };
}

interface Rules {
  readonly all: Speaking;
  /** Of dot-qmail files and of where they deliver. */
  readonly files: Speaking;
  /** Of what is written in them, and of places that take mail. */
  readonly texts: Speaking;
}

function rulesOf(all: readonly RegisteredRule[]): Rules {
  const files = all.filter(({ area }) => area === 'dot-qmail' || area === 'maildir');
  const texts = files.filter(({ rule }) => rule.outcomes === undefined);
  return { all: speakingOf(all), files: speakingOf(files), texts: speakingOf(texts) };
}

/** The rules that speak of deliveries with a message. */
type Speaking = (message: string | null) => readonly RegisteredRule[];

function speakingOf(rules: readonly RegisteredRule[]): Speaking {
  const known = new Map<string | null, readonly RegisteredRule[]>();
  return (message) => {
    let speaking = known.get(message);
    if (speaking === undefined) {
      speaking = rules.filter(({ rule }) => rule.outcomes?.includes(message ?? '') ?? true);
      known.set(message, speaking);
    }
    return speaking;
  };
}

function note({ local: user, result, assignment }: Mailbox, local: string, { forwarders }: SweepResult): void {
  if (result === null || assignment?.by === 'alias') return;
  if (result.forwards.length > 0 && forwarders.length < FORWARDERS) {
    forwarders.push({ local, user, path: result.file?.path ?? null });
  }
}

function fail(result: SweepResult, rule: Rule, error: unknown): void {
  if (!result.failed.some((each) => each.rule === rule.id)) result.failed.push({ rule: rule.id, error: String(error) });
}
