/** What a finding weighs: the message's severity, the rule's, and what the configuration says of either. */
import { expect, test } from 'vitest';
import { findingOf } from '../../src/audit/finding.ts';
import type { RegisteredRule, Severity } from '../../src/checks/check.ts';
import { RULES } from '../../src/checks/index.ts';

const text = { en: 'x', ja: 'x' };

function ruleOfTwoMessages(): RegisteredRule {
  const [first] = RULES;
  if (first === undefined) throw new Error('no rules');
  const messages = { default: { text, remedy: text }, worse: { text, remedy: text, severity: 'error' } } as const;
  return {
    ...first,
    rule: { ...first.rule, id: 'one-rule', aliases: ['OLDNAME'], severity: 'warning', prevents: [], messages },
  };
}

test.each<[Record<string, Severity> | undefined, Severity, Severity]>([
  [undefined, 'warning', 'error'],
  [{ 'other-rule': 'info' }, 'warning', 'error'],
  [{ 'one-rule': 'info' }, 'info', 'info'],
  [{ OLDNAME: 'info' }, 'info', 'info'],
  [{ OLDNAME: 'info', 'one-rule': 'error' }, 'error', 'error'],
])('severities %j', (severities, byDefault, worse) => {
  const wording = { language: 'en', variant: 'notqmail', severities } as const;
  const of = (message: string) => findingOf(ruleOfTwoMessages(), { message, subject: {}, data: {} }, wording).severity;
  expect([of('default'), of('worse')]).toEqual([byDefault, worse]);
});
