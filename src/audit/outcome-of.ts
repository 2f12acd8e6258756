/** From what the rules reported to an outcome in one language. */
import type { RegisteredRule, Report, Target } from '../checks/check.ts';
import { RULES } from '../checks/index.ts';
import type { Suppression } from '../config/settings.ts';
import { textOf } from '../host/bytes.ts';
import { byCause } from './closed.ts';
import { covered, type Followed } from './covering.ts';
import { findingOf, type Wording } from './finding.ts';
import { apart } from './fingerprint.ts';
import type { Folds } from './folder.ts';
import { inOrder, SEVERITIES } from './order.ts';
import type {
  AuditOutcome,
  FailedRule,
  Finding,
  Folded,
  PreventedText,
  SkippedRule,
  SuppressedFinding,
  TargetFacts,
} from './outcome.ts';
import type { ReadySuppression } from './suppress.ts';

export interface WordedOptions {
  readonly wording: Wording;
  /** Findings carry along what a fix would change. */
  readonly repairs?: boolean;
}

/** What the rules reported, in no language yet. */
export interface Collected {
  readonly folds: Folds;
  readonly skipped: SkippedRule[];
  readonly failed: FailedRule[];
  /** How many were looked at. */
  readonly mailboxes: number;
  readonly suppressions: readonly ReadySuppression[];
}

/** In the language of `wording`. */
export function outcomeOf(
  target: Target,
  { folds, skipped, failed: before, mailboxes, suppressions }: Collected,
  { wording, repairs }: WordedOptions,
): AuditOutcome {
  const rules = new Map(RULES.map((each) => [each.rule.id, each]));
  const summary = { error: 0, warning: 0, info: 0, mailboxes, suppressed: 0 };
  const folded: Folded[] = [];
  const failed = [...before];
  const suppressed: SuppressedFinding[] = [];
  const { folds: own, followed } = covered([...folds.values()], rules);
  const plain = (registered: RegisteredRule, report: Report): Finding => {
    const finding = findingOf(registered, report, wording);
    return repairs ? { ...finding, repairs: report.repairs ?? [] } : finding;
  };
  const made = (registered: RegisteredRule, report: Report): Finding => {
    const follows = (followed.get(report) ?? []).map((each: Followed) => plain(each.registered, each.report));
    return withFollowing(plain(registered, report), follows);
  };
  const findings = own.flatMap(({ rule, by, count, kept }) => {
    const registered = rules.get(rule);
    if (registered === undefined) throw new Error(`no rule ${rule}`);
    const listed = kept.flatMap((report) => attempt(() => made(registered, report), rule, failed));
    const accepted = by === null ? undefined : suppressions[by];
    if (accepted !== undefined) {
      summary.suppressed += count;
      suppressed.push(...listed.map((finding) => withReason(finding, accepted)));
      return [];
    }
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
    skipped: sortSkipped(byCause(target.host, skipped)),
    failed,
    suppressed: inOrder(suppressed),
    summary,
  };
}

/** A cause with what follows from it: each consequence once, and what a fix would change. */
function withFollowing(finding: Finding, follows: readonly Finding[]): Finding {
  if (follows.length === 0) return finding;
  const prevents = new Map([finding, ...follows].flatMap((each) => each.prevents.map((one) => [idOf(one), one])));
  const mended = follows.filter(({ fix }) => fix !== null);
  const repairs = [finding, ...mended].flatMap((each) => each.repairs ?? []);
  const severities = [finding, ...follows].map(({ severity }) => severity);
  return {
    ...finding,
    severity: SEVERITIES.find((each) => severities.includes(each)) ?? finding.severity,
    prevents: [...prevents.values()],
    fix: finding.fix ?? mended[0]?.fix ?? null,
    ...(finding.repairs === undefined ? {} : { repairs }),
  };
}

function idOf({ id, text }: PreventedText): string {
  return `${id}\0${text ?? ''}`;
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

function withReason(finding: Finding, { reason, until }: Suppression): SuppressedFinding {
  return { ...finding, reason, ...(until === undefined ? {} : { until }) };
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function sortSkipped(skipped: readonly SkippedRule[]): SkippedRule[] {
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
