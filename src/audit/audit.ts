/** Runs the rules over a target. A rule that cannot look is skipped, one that breaks is failed: neither is silent. */
import type { Check, RegisteredRule, Report, Rule, Target } from '../checks/check.ts';
import { RULES } from '../checks/index.ts';
import { textOf } from '../host/bytes.ts';
import { CouldNotCheck } from '../host/host.ts';
import type { Unchecked } from '../services/types.ts';
import { applies } from './applies.ts';
import { findingOf, type Wording } from './finding.ts';
import { apart } from './fingerprint.ts';
import { type Folds, keep } from './folder.ts';
import { forwardTrails } from './forward-trails.ts';
import { sweepMailboxes } from './mailbox-pass.ts';
import { inOrder } from './order.ts';
import type { AuditOutcome, FailedRule, Finding, Folded, SkippedRule, TargetFacts } from './outcome.ts';
import { withWaiting } from './waiting.ts';

export interface AuditOptions {
  readonly wording: Wording;
  /** How many findings of one kind are listed. */
  readonly most: number;
  /** The bundled worker thread, or null to stay in this one. */
  readonly workerFile: URL | null;
  /** Findings carry along what a fix would change. */
  readonly repairs?: boolean;
  readonly progress?: (done: number, of: number) => void;
  /** Only these are asked; absent: all. */
  readonly rules?: ReadonlySet<string>;
  /** The audit for one account: its mailbox alone, and nothing that is said of another's. */
  readonly user?: string;
}

export const LISTED = 20;

export interface Collected {
  readonly folds: Folds;
  readonly skipped: SkippedRule[];
  readonly failed: FailedRule[];
}

export async function audit(target: Target, options: AuditOptions): Promise<AuditOutcome> {
  const { variant } = target.installation;
  const into: Collected = {
    folds: new Map(),
    skipped: [...accountsSkipped(target), ...servicesSkipped(target)],
    failed: [],
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
    into,
  );
  const trails = later(async () => forwardTrails(target, (await swept).forwarders));
  const whole: Target = { ...target, forwardTrails: trails };
  for (const { rule, check } of asked.filter((each) => each.rule.scope === 'installation'))
    await run(whole, rule, check as Check, into, options);
  await Promise.all(
    asked
      .filter((each) => each.rule.scope === 'dns')
      .map(({ rule, check }) => run(whole, rule, check as Check, into, options)),
  );
  const outcome = outcomeOf(target, into, (await swept).mailboxes, options);
  return { ...outcome, findings: inOrder(await withWaiting(target, outcome.findings)) };
}

/** Runs some rules of the installation, and nothing else. */
export async function auditBy(
  target: Target,
  wanted: (each: RegisteredRule) => boolean,
  options: AuditOptions,
): Promise<AuditOutcome> {
  const into: Collected = { folds: new Map(), skipped: [], failed: [] };
  for (const each of RULES.filter(wanted))
    if (applies(each.rule, target.installation.variant))
      await run(target, each.rule, each.check as Check, into, options);
  return outcomeOf(target, into, 0, options);
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
  { most, user: one }: AuditOptions,
): Promise<void> {
  try {
    for await (const each of check(target, rule)) {
      if ('skip' in each) {
        const path = each.path === undefined ? {} : { path: textOf(each.path) };
        into.skipped.push({ rule: rule.id, kind: each.skip, reason: textOf(each.reason), ...path });
      } else if (one === undefined || (each.subject.user ?? one) === one) keep(into.folds, rule.id, each, most);
    }
  } catch (error) {
    if (error instanceof CouldNotCheck) into.skipped.push(skippedBy(rule.id, error));
    else into.failed.push({ rule: rule.id, error: messageOf(error) });
  }
}

/** An outcome that lacks something which could not be looked at after the rules: the log. */
export function withSkipped(outcome: AuditOutcome, error: CouldNotCheck): AuditOutcome {
  return { ...outcome, skipped: sortSkipped([...outcome.skipped, skippedBy('log', error)]) };
}

function skippedBy(rule: string, { reason, path }: CouldNotCheck): SkippedRule {
  return { rule, kind: 'could-not', reason: textOf(reason), path: textOf(path) };
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

function outcomeOf(
  target: Target,
  { folds, skipped, failed }: Collected,
  mailboxes: number,
  { wording, repairs }: AuditOptions,
): AuditOutcome {
  const rules = new Map(RULES.map((each) => [each.rule.id, each]));
  const summary = { error: 0, warning: 0, info: 0, mailboxes };
  const folded: Folded[] = [];
  const made = (registered: RegisteredRule, report: Report): Finding => {
    const finding = findingOf(registered, report, wording);
    return repairs && finding.fix !== null ? { ...finding, repairs: report.repairs ?? [] } : finding;
  };
  const findings = [...folds.values()].flatMap(({ rule, count, kept }) => {
    const registered = rules.get(rule);
    if (registered === undefined) throw new Error(`no rule ${rule}`);
    const listed = kept.flatMap((report) => attempt(() => made(registered, report), rule, failed));
    const [first] = listed;
    if (first !== undefined) {
      summary[first.severity] += count;
      if (count > listed.length) folded.push({ rule, fold: first.fold, count, listed: listed.length });
    }
    return listed;
  });
  return {
    target: factsOf(target),
    findings: apart(inOrder(findings)),
    folded,
    skipped: sortSkipped(skipped),
    failed,
    suppressed: [],
    summary,
  };
}

/** A report that its own rule cannot word is a failed rule, not a failed audit. */
function attempt(make: () => Finding, rule: string, failed: FailedRule[]): Finding[] {
  try {
    return [make()];
  } catch (error) {
    if (!failed.some((each) => each.rule === rule)) failed.push({ rule, error: messageOf(error) });
    return [];
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function sortSkipped(skipped: readonly SkippedRule[]): SkippedRule[] {
  const key = (each: SkippedRule) => [each.kind, each.rule, each.path ?? '', each.reason].join('\0');
  return [...skipped].sort((one, other) => (key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0));
}

function factsOf({ host, installation }: Target): TargetFacts {
  const { variant, compiled, defaultDelivery, smtpUser } = installation;
  return {
    home: textOf(installation.home),
    root: host.source?.root ? textOf(host.source.root) : null,
    host: host.hostname,
    variant: variant.name,
    variantEvidence: variant.evidence,
    defaultDelivery: textOf(defaultDelivery.text),
    assumed: [
      ...(variant.how === 'assumed' ? ['variant'] : []),
      ...(defaultDelivery.how === 'assumed' ? ['default-delivery'] : []),
      ...(smtpUser.from === null ? ['smtp-user'] : []),
      ...compiled.assumed,
    ],
  };
}
