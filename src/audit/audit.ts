/** Runs the rules over a target. A rule that cannot look is skipped, one that breaks is failed: neither is silent. */
import type { Check, RegisteredRule, Rule, SuppressionUse, Target } from '../checks/check.ts';
import { RULES } from '../checks/index.ts';
import { textOf } from '../host/bytes.ts';
import { CouldNotCheck } from '../host/host.ts';
import type { Ahead } from '../host/threads.ts';
import type { Unchecked } from '../services/types.ts';
import { applies } from './applies.ts';
import { type Keeping, keep } from './folder.ts';
import { forwardTrails } from './forward-trails.ts';
import { sweepMailboxes } from './mailbox-pass.ts';
import type { DomainScope } from './one-domain.ts';
import { inOrder } from './order.ts';
import type { AuditOutcome, SkippedRule } from './outcome.ts';
import { type Collected, messageOf, outcomeOf, sortSkipped, type WordedOptions } from './outcome-of.ts';
import { type ReadySuppression, suppressor } from './suppress.ts';
import { SUPPRESSIONS_AREA, suppressionUses } from './suppressions.ts';
import { withWaiting } from './waiting.ts';

/** What is asked, whatever the language. */
export interface AskOptions {
  /** How many findings of one kind are listed. */
  readonly most: number;
  /** The bundled worker thread, or null to stay in this one. */
  readonly workerFile: URL | null;
  /** Threads of it that are up already. */
  readonly ahead?: Ahead | undefined;
  readonly progress?: (done: number, of: number) => void;
  /** Only these are asked; absent: all. */
  readonly rules?: ReadonlySet<string>;
  /** The audit for one account: its mailbox alone, and nothing that is said of another's. */
  readonly user?: string;
  /** Findings that are known and accepted. */
  readonly suppressions?: readonly ReadySuppression[];
  /** The audit for one domain: the accounts that its mail comes to, and nothing that is said of another's. */
  readonly domain?: DomainScope;
}

export interface AuditOptions extends AskOptions, WordedOptions {}

export const LISTED = 20;

export async function audit(target: Target, options: AuditOptions): Promise<AuditOutcome> {
  return worded(target, await askAll(target, options), options);
}

/** What the rules reported, in no language yet. */
export async function askAll(target: Target, options: AskOptions): Promise<Collected> {
  const { variant } = target.installation;
  const suppressions = options.suppressions ?? [];
  const keeping: Keeping = { most: options.most, suppress: await suppressor(suppressions) };
  const into: Collected = {
    folds: new Map(),
    skipped: [...accountsSkipped(target), ...servicesSkipped(target)],
    failed: [],
    mailboxes: 0,
    suppressions,
  };
  const wanted = RULES.filter(({ rule }) => options.rules?.has(rule.id) ?? true);
  for (const { rule } of wanted.filter((each) => !applies(each.rule, variant))) {
    into.skipped.push({
      rule: rule.id,
      kind: 'not-applicable',
      reason: `${variant.name} reads its configuration in its own way`,
    });
  }
  const asked = wanted.filter((each) => applies(each.rule, variant));
  const swept = sweepMailboxes(
    target,
    asked.filter((each) => each.rule.scope === 'mailbox'),
    options,
    keeping,
    into,
  );
  const trails = later(async () => forwardTrails(target, (await swept).forwarders));
  const whole: Target = {
    ...target,
    forwardTrails: trails,
    suppressions: () => usesOf(into, options),
  };
  const runAll = (rules: readonly RegisteredRule[]) =>
    rules.map(
      ({ rule, check }) =>
        () =>
          run(whole, rule, check as Check, into, keeping, options),
    );
  const [last, others] = parted(asked, ({ area }) => area === SUPPRESSIONS_AREA);
  for (const runOne of runAll(others.filter(({ rule }) => rule.scope === 'installation'))) await runOne();
  await Promise.all(runAll(others.filter(({ rule }) => rule.scope === 'dns')).map((runOne) => runOne()));
  const { mailboxes } = await swept;
  for (const runOne of runAll(last)) await runOne();
  return { ...into, mailboxes };
}

/** The outcome in a language. */
export async function worded(target: Target, collected: Collected, options: WordedOptions): Promise<AuditOutcome> {
  const outcome = outcomeOf(target, collected, options);
  return { ...outcome, findings: inOrder(await withWaiting(target, outcome.findings)) };
}

function usesOf({ folds, skipped, failed, suppressions }: Collected, { user, rules }: AskOptions): SuppressionUse[] {
  const used = new Set([...folds.values()].flatMap(({ by }) => by ?? []));
  return suppressionUses(suppressions, { used, skipped, failed, whole: user === undefined && rules === undefined });
}

function parted<T>(all: readonly T[], first: (each: T) => boolean): [T[], T[]] {
  return [all.filter(first), all.filter((each) => !first(each))];
}

/** Runs some rules of the installation, and nothing else. */
export async function auditBy(
  target: Target,
  wanted: (each: RegisteredRule) => boolean,
  options: AuditOptions,
): Promise<AuditOutcome> {
  const suppressions = options.suppressions ?? [];
  const keeping: Keeping = { most: options.most, suppress: await suppressor(suppressions) };
  const into: Collected = { folds: new Map(), skipped: [], failed: [], mailboxes: 0, suppressions };
  for (const each of RULES.filter(wanted))
    if (applies(each.rule, target.installation.variant))
      await run(target, each.rule, each.check as Check, into, keeping, options);
  return outcomeOf(target, into, options);
}

function later<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

async function run(
  target: Target,
  rule: Rule,
  check: Check,
  into: Collected,
  keeping: Keeping,
  { user: one, domain }: Pick<AskOptions, 'user' | 'domain'>,
): Promise<void> {
  try {
    for await (const each of check(target, rule)) {
      if ('skip' in each) {
        const path = each.path === undefined ? {} : { path: textOf(each.path) };
        into.skipped.push({ rule: rule.id, kind: each.skip, reason: textOf(each.reason), ...path });
      } else if ((one === undefined || (each.subject.user ?? one) === one) && (domain?.keeps(each) ?? true))
        keep(into.folds, rule.id, each, keeping);
    }
  } catch (error) {
    if (error instanceof CouldNotCheck) into.skipped.push(skippedBy(rule.id, error));
    else into.failed.push({ rule: rule.id, error: messageOf(error) });
  }
}

/** An outcome that lacks something else than rules: of the log. */
export function withSkipped(outcome: AuditOutcome, skipped: readonly SkippedRule[]): AuditOutcome {
  return skipped.length === 0 ? outcome : { ...outcome, skipped: sortSkipped([...outcome.skipped, ...skipped]) };
}

function skippedBy(rule: string, { kind, reason, path }: CouldNotCheck): SkippedRule {
  return { rule, kind, reason: textOf(reason), path: textOf(path) };
}

/** What could not be told of the programs that start qmail. A default delivery that was given need not be found. */
function servicesSkipped({ services, installation }: Target): SkippedRule[] {
  const given = installation.defaultDelivery.how === 'given';
  const control = `${installation.home}/control/defaultdelivery`;
  const needless = ({ about, path }: Unchecked) => given && (about === 'default-delivery' || path === control);
  return services.unchecked
    .filter((each) => each.kind === 'could-not' && !needless(each))
    .map(({ path, reason }) => ({ rule: 'services', kind: 'could-not', reason: textOf(reason), path: textOf(path) }));
}

function accountsSkipped({ host }: Target): SkippedRule[] {
  const reason = host.accounts.incomplete;
  return reason === null ? [] : [{ rule: 'mailboxes', kind: 'could-not', reason }];
}
