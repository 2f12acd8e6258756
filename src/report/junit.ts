/** The audit as JUnit's XML: a test for each finding, for each rule that found nothing, for each thing that was not looked at. */
import type { AuditOutcome, Finding, SuppressedFinding } from '../audit/outcome.ts';
import type { Severity } from '../checks/check.ts';
import { RULES } from '../checks/index.ts';
import type { Language } from '../qmail/message.ts';
import type { Look } from './format.ts';
import { FORMAT_WORDS } from './format-words.ts';
import { placeOf, rulesThatFound, rulesThatRan, seenAs } from './ran.ts';
import { reasonIn } from './reasons.ts';
import { WORDS } from './words.ts';
import { xml } from './xml.ts';

export interface JunitExtras {
  /** When the machine was looked at. */
  readonly at: Date;
  /** Findings of this severity and worse are failures; the others are told in system-out. */
  readonly failOn: Severity | 'never';
}

const WORST_FIRST: readonly Severity[] = ['error', 'warning', 'info'];

export function* junitReport(
  outcome: AuditOutcome,
  { language }: Pick<Look, 'language'>,
  { at, failOn }: JunitExtras,
): Generator<string> {
  const fails = (finding: Finding) =>
    failOn !== 'never' && WORST_FIRST.indexOf(finding.severity) <= WORST_FIRST.indexOf(failOn);
  const { findings, suppressed, skipped, failed, target, baseline } = outcome;
  const known = baseline?.known ?? [];
  const found = rulesThatFound(outcome);
  const fine = rulesThatRan(outcome).filter(({ rule }) => !found.has(rule.id));
  const left = suppressed.length + known.length + skipped.length;
  const failures = findings.filter(fails).length;
  yield `<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
<testsuite id="0" package="qmail-lint" name="qmail-lint" timestamp="${at.toISOString().slice(0, 19)}" hostname="${xml(target.host?.trim() || 'localhost')}" tests="${findings.length + fine.length + left + failed.length}" failures="${failures}" errors="${failed.length}" skipped="${left}" time="0">
<properties>
<property name="home" value="${xml(target.home)}"/>
<property name="variant" value="${xml(target.variant)}"/>
</properties>
`;
  for (const each of findings) yield fails(each) ? testcase(each, failure(each, language)) : testcase(each, '');
  for (const each of known) yield testcase(each, skippedFor(FORMAT_WORDS[language].known));
  for (const each of suppressed) yield testcase(each, skippedFor(why(each, language)));
  for (const { area, rule } of fine) yield named(`${area}.${rule.id}`, rule.title[language], '');
  for (const { rule, reason, path } of skipped) {
    const said = reasonIn(language, reason);
    yield named(classOf(rule), `${rule} ${path ?? ''}`, skippedFor(path === undefined ? said : `${path}: ${said}`));
  }
  for (const { rule, error } of failed)
    yield named(classOf(rule), rule, `<error type="failed" message="${xml(error)}"/>`);
  yield '<system-out>';
  for (const each of findings)
    if (!fails(each)) yield `${xml(`${WORDS[language].severity[each.severity]}: ${each.message}`)}\n`;
  yield '</system-out>\n<system-err/>\n</testsuite>\n</testsuites>\n';
}

/** A name that stays from run to run: the place without its line, and the fingerprint. */
function testcase({ area, rule, subject, fingerprint }: Finding, content: string): string {
  return named(`${area}.${rule}`, `${subject.path ?? placeOf(subject)} ${fingerprint}`, content);
}

function named(classname: string, name: string, content: string): string {
  return `<testcase classname="${xml(classname)}" name="${xml(name)}" time="0">${content}</testcase>\n`;
}

const AREAS = new Map(RULES.map(({ area, rule }) => [rule.id, area]));

function classOf(rule: string): string {
  return `${AREAS.get(rule) ?? 'qmail-lint'}.${rule}`;
}

function failure({ severity, message, prevents, remedy }: Finding, language: Language): string {
  const words = WORDS[language];
  const lines = [
    ...prevents.map((each) => `${words.where[each.where]}: ${seenAs(each)}`),
    `${words.remedy}: ${remedy.text}`,
    ...(remedy.command === null ? [] : [remedy.command]),
  ];
  return `<failure type="${severity}" message="${xml(message)}">${lines.map(xml).join('\n')}</failure>`;
}

function skippedFor(reason: string): string {
  return `<skipped message="${xml(reason)}"/>`;
}

function why({ reason, until }: SuppressedFinding, language: Language): string {
  const words = FORMAT_WORDS[language];
  return `${words.suppressed}: ${reason}${until === undefined ? '' : ` (${words.until} ${until})`}`;
}
