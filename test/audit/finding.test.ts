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

test.each([
  ['Send HUP to qmail-send.', undefined, /HUP has it read locals and virtualdomains again/],
  ['Add it.', 'pkill -HUP -x qmail-send', /HUP has it read locals and virtualdomains again/],
  ['Look.', 'pkill -ALRM -x qmail-send', /ALRM has it try all that waits/],
  ['Restart it; HUP is not enough.', undefined, /enough\.$/],
])('what %j with %j sets off is said', (en, command, says) => {
  const rule = ruleOfTwoMessages();
  const message = { text, remedy: { en, ja: en }, ...(command === undefined ? {} : { command }) };
  const registered = { ...rule, rule: { ...rule.rule, messages: { default: message } } };
  const { remedy } = findingOf(registered, { subject: {}, data: {} }, { language: 'en', variant: 'notqmail' });
  expect(remedy.text).toMatch(says);
});

test('in a place of a user the command is run as he is, quoted once for each shell', () => {
  const rule = ruleOfTwoMessages();
  const message = { text, remedy: text, command: 'chmod o-w {path}' };
  const registered = { ...rule, rule: { ...rule.rule, messages: { default: message } } };
  const report = { subject: {}, data: { path: "/home/a/it's" }, by: 'a' };
  const { remedy } = findingOf(registered, report, { language: 'en', variant: 'notqmail' });
  expect(remedy.command).toBe(`su -s /bin/sh -c 'chmod o-w '\\''/home/a/it'\\''\\'\\'''\\''s'\\''' a`);
});
