/** Asks the host all that the audit, the traces and the other commands would ask of it, for it to be taken down. */
import { looker } from '../audit/addresses.ts';
import { applies } from '../audit/applies.ts';
import { forwardTrails } from '../audit/forward-trails.ts';
import { sweepJob } from '../audit/mailbox-pass.ts';
import { mailboxAccounts, sweep, sweepAlias } from '../audit/mailboxes.ts';
import { lookThroughQueue } from '../audit/queue.ts';
import { SUPPRESS_NOTHING } from '../audit/suppress.ts';
import type { Check, Forwarder, RegisteredRule, Target } from '../checks/check.ts';
import { RULES } from '../checks/index.ts';
import type { Host } from '../host/host.ts';
import { findLogs } from '../services/log-places.ts';
import { noteHome } from './homes.ts';
import { noteMta } from './mta.ts';
import { quietly } from './quietly.ts';
import { noteTree } from './tree.ts';

/** `target`: null on a machine without qmail. Yields now and then, where what was noted may be written. */
export async function* askAll(
  host: Host,
  target: Target | null,
  progress: (done: number, of: number) => void,
): AsyncGenerator<void> {
  const { all } = host.accounts;
  const ask = target === null ? null : mailboxAsker(target);
  if (target !== null) yield* askRules(target, 'installation');
  // Where logs are, not what they say.
  if (target !== null) quietly(() => findLogs(host, target.services), []);
  if (target !== null) yield* noteTree(host, target.installation.home);
  yield* noteMta(host);
  for (const [index, account] of all.entries()) {
    noteHome(host, account);
    ask?.mailbox(account.name);
    progress(index + 1, all.length);
    yield;
  }
  quietly(() => host.processes(), null);
  if (target === null || ask === null) return;
  await quietlyLater(() => forwardTrails(target, ask.forwarders()));
  yield;
  yield* askAddresses(target);
  yield* askRules(target, 'dns');
  await quietlyLater(() => askQueue(target));
  yield;
}

/** Those that are no account's: of aliases, virtual domains and users of vpopmail. */
async function* askAddresses(target: Target): AsyncGenerator<void> {
  const look = quietly(() => looker(target), null);
  if (look === null) return;
  for (const asked of look.list({ accounts: false })) {
    if (!('reason' in asked)) await quietlyLater(() => look.at(asked));
    yield;
  }
}

/** Where what waits would go now. */
async function askQueue(target: Target): Promise<void> {
  const wording = { language: 'en', variant: target.installation.variant.name } as const;
  await lookThroughQueue(target, { wording, all: false });
}

interface MailboxAsker {
  mailbox(name: string): void;
  forwarders(): readonly Forwarder[];
}

/** Account by account, as the audit goes over them. */
function mailboxAsker(target: Target): MailboxAsker | null {
  const cdb = quietly(() => target.usersCdb(), null);
  if (cdb === null) return null;
  const rules = asked(target).filter(({ rule }) => rule.scope === 'mailbox');
  const job = sweepJob(target, cdb, rules, { most: 1, suppress: SUPPRESS_NOTHING });
  const accounts = new Map(mailboxAccounts(target.host.accounts).map((account) => [account.name, account]));
  const forwarders: Forwarder[] = [...sweepAlias(job).forwarders];
  return {
    mailbox: (name) => {
      const account = accounts.get(name);
      if (account !== undefined) forwarders.push(...sweep(job, [account]).forwarders);
    },
    forwarders: () => forwarders,
  };
}

async function* askRules(target: Target, scope: 'installation' | 'dns'): AsyncGenerator<void> {
  const rules = asked(target).filter(({ rule }) => rule.scope === scope);
  if (scope === 'dns') await Promise.all(rules.map((each) => askRule(target, each)));
  else
    for (const each of rules) {
      await askRule(target, each);
      yield;
    }
  yield;
}

/** What a rule says is of no matter here, nor that it fails: the audit of the image will tell. */
async function askRule(target: Target, { rule, check }: RegisteredRule): Promise<void> {
  try {
    for await (const _ of (check as Check)(target, rule));
  } catch {}
}

async function quietlyLater(ask: () => Promise<unknown>): Promise<void> {
  try {
    await ask();
  } catch {}
}

function asked({ installation }: Target): RegisteredRule[] {
  return RULES.filter(({ rule }) => applies(rule, installation.variant));
}
