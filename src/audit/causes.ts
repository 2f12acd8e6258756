/** The possible causes of a message, the rules that prevent it, each held against the host. */
import type { RegisteredRule, Target } from '../checks/check.ts';
import { RULES } from '../checks/index.ts';
import type { Language } from '../qmail/message.ts';
import { type AuditOptions, audit } from './audit.ts';
import type { AuditOutcome, Finding, SkippedRule } from './outcome.ts';

/** `here`: this one is it. `not`: looked at, and it is not. The others: not looked at, and why. */
export type CauseState = 'here' | 'not' | SkippedRule['kind'];

export interface Cause {
  readonly rule: string;
  readonly title: string;
  readonly state: CauseState;
  /** Why it was not looked at. */
  readonly reason: string | null;
  /** Those that lead to one of the messages. */
  readonly findings: readonly Finding[];
}

/** The rules that prevent one of these messages, in the order of their list. */
export function rulesAgainst(messages: ReadonlySet<string>): RegisteredRule[] {
  return RULES.filter(({ rule }) => rule.prevents.some((id) => messages.has(id)));
}

/** The rule of that id, or of that id in the qmail-lint of 1999; capitals do not matter. */
export function ruleNamed(name: string): RegisteredRule | undefined {
  const asked = name.toLowerCase();
  const called = (alias: string) => alias.toLowerCase() === asked;
  return RULES.find(({ rule }) => rule.id === asked) ?? RULES.find(({ rule }) => rule.aliases?.some(called));
}

/** Holds the rules against the target; without one none is asked. `messages` null: any finding of a rule is its cause. */
export async function causesOf(
  rules: readonly RegisteredRule[],
  messages: ReadonlySet<string> | null,
  target: Target | null,
  options: AuditOptions,
): Promise<Cause[]> {
  const ids = new Set(rules.map(({ rule }) => rule.id));
  const outcome = target === null || ids.size === 0 ? null : await audit(target, { ...options, rules: ids });
  const { language } = options.wording;
  const causes = rules.map((each) => causeOf(each, messages, outcome, language));
  const order: readonly CauseState[] = ['here', 'could-not', 'not-asked', 'not', 'not-applicable'];
  return causes.toSorted((one, other) => order.indexOf(one.state) - order.indexOf(other.state));
}

function causeOf(
  { rule }: RegisteredRule,
  messages: ReadonlySet<string> | null,
  outcome: AuditOutcome | null,
  language: Language,
): Cause {
  const told = { rule: rule.id, title: rule.title[language] };
  const none = { reason: null, findings: [] };
  if (outcome === null) return { ...told, ...none, state: 'not-asked' };
  const leads = ({ prevents }: Finding) => messages === null || prevents.some(({ id }) => messages.has(id));
  const findings = outcome.findings.filter((each) => each.rule === rule.id && leads(each));
  if (findings.length > 0) return { ...told, state: 'here', reason: null, findings };
  const broken = outcome.failed.find((each) => each.rule === rule.id);
  if (broken !== undefined) return { ...told, ...none, state: 'could-not', reason: broken.error };
  const skipped = outcome.skipped.filter((each) => each.rule === rule.id || isOfAll(each, rule.scope));
  const [first] = skipped.toSorted((one, other) => rank(one) - rank(other));
  if (first === undefined) return { ...told, ...none, state: 'not' };
  const place = first.path === undefined ? '' : `${first.path}: `;
  return { ...told, ...none, state: first.kind, reason: `${place}${first.reason}` };
}

/** What could not be looked at for every rule about mailboxes. */
function isOfAll(skipped: SkippedRule, scope: string): boolean {
  return skipped.rule === 'mailboxes' && scope === 'mailbox';
}

function rank({ kind }: SkippedRule): number {
  return ['could-not', 'not-asked', 'not-applicable'].indexOf(kind);
}
