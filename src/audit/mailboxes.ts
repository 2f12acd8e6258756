/** One pass over the accounts: what becomes of mail for each, and what the mailbox rules say of it. */
import type { Forwarder, Mailbox, MailboxCheck, RegisteredRule, Rule, Store } from '../checks/check.ts';
import { ROOT, walk } from '../host/access.ts';
import { type Account, CouldNotCheck, type Host } from '../host/host.ts';
import { NAME_LIMIT, skipReason } from '../qmail/getpw.ts';
import { type LocalEnd, localHop } from '../qmail/hop.ts';
import { type Installation, idsOf, QMAIL_USERS } from '../qmail/installation.ts';
import type { UsersCdb } from '../qmail/lspawn.ts';
import { type Folds, keep } from './folder.ts';
import { plainlyFine } from './plainly-fine.ts';

/** nobody(65534), whom no mail is for. */
const NOBODY = 65534;

export interface Sweep {
  readonly installation: Installation;
  readonly cdb: UsersCdb;
  readonly rules: readonly RegisteredRule[];
  /** Accounts with a smaller uid are the system's; so is nobody. */
  readonly uidMin: number;
  /** The host without its memory, for what is looked at once. */
  readonly once: Host;
  /** How many reports of one kind are kept. */
  readonly most: number;
}

export interface SweepResult {
  readonly folds: Folds;
  readonly unchecked: UncheckedMailboxes;
  readonly failed: { readonly rule: string; readonly error: string }[];
  readonly mailboxes: number;
  /** Mailboxes whose mail is forwarded; at most `FORWARDERS`. */
  readonly forwarders: Forwarder[];
}

/** What a large site may have; the rest is not followed. */
const FORWARDERS = 20_000;

/** Reasons why a mailbox could not be checked, with how many had each and the first path. */
export type UncheckedMailboxes = Map<string, { count: number; readonly path: string }>;

/** Accounts that may have a mailbox: not root's, not those that qmail itself runs as, and each name once. */
export function mailboxAccounts(accounts: readonly Account[]): Account[] {
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

export function partAccounts(accounts: readonly Account[]): PartedAccounts {
  const parts: Record<keyof PartedAccounts, Account[]> = { plain: [], odd: [], others: [] };
  const own = new Set<string>(QMAIL_USERS);
  const seen = new Set<string>();
  for (const account of accounts) {
    const { name, uid } = account;
    if (uid === 0 || own.has(name) || seen.has(name)) parts.others.push(account);
    else if (/[A-Z]/.test(name) || name.length > NAME_LIMIT) parts.odd.push(account);
    else parts.plain.push(account);
    seen.add(name);
  }
  return parts;
}

export function sweep(sweep: Sweep, accounts: readonly Account[]): SweepResult {
  const result: SweepResult = {
    folds: new Map(),
    unchecked: new Map(),
    failed: [],
    mailboxes: accounts.length,
    forwarders: [],
  };
  const speaking = speakingOf(sweep.rules);
  const isFine = plainlyFine(sweep.installation, sweep.cdb, sweep.once);
  for (const account of accounts) {
    try {
      if (isFine(account)) continue;
      const mailbox = mailboxOf(sweep, account);
      note(mailbox, result);
      judge(sweep, speaking, mailbox, result);
    } catch (error) {
      if (!(error instanceof CouldNotCheck)) throw error;
      const known = result.unchecked.get(error.reason);
      if (known === undefined) result.unchecked.set(error.reason, { count: 1, path: error.path });
      else known.count += 1;
    }
  }
  return result;
}

function judge({ installation, most }: Sweep, speaking: Speaking, mailbox: Mailbox, result: SweepResult): void {
  for (const { rule, check } of speaking(mailbox.outcome.message)) {
    try {
      for (const report of (check as MailboxCheck)(mailbox, installation, rule))
        keep(result.folds, rule.id, report, most);
    } catch (error) {
      if (error instanceof CouldNotCheck) throw error;
      fail(result, rule, error);
    }
  }
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

function note({ local, result }: Mailbox, { forwarders }: SweepResult): void {
  if (result !== null && result.forwards.length > 0 && forwarders.length < FORWARDERS) {
    forwarders.push({ local, path: result.file?.path ?? null });
  }
}

function fail(result: SweepResult, rule: Rule, error: unknown): void {
  if (!result.failed.some((each) => each.rule === rule.id)) result.failed.push({ rule: rule.id, error: String(error) });
}

function mailboxOf({ installation, cdb, uidMin }: Sweep, account: Account): Mailbox {
  const end = localHop(installation, cdb, { local: account.name, host: '', sender: 'someone@elsewhere.invalid' });
  return {
    local: account.name,
    account,
    skip: end.assignment?.by === 'alias' || end.assignment === null ? skipOf(installation, account) : null,
    assignment: end.assignment,
    outcome: end.outcome,
    result: end.result,
    stores: storesOf(installation, end),
    system: account.uid < uidMin || account.uid === NOBODY,
  };
}

/** What is at the places that the instructions name, followed as root: mostly known from the delivery already. */
function storesOf({ host }: Installation, { assignment, result }: LocalEnd): Store[] {
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
  const qmailp = idsOf(installation, 'qmailp');
  return qmailp === null ? null : skipReason(installation, qmailp, account);
}
