/** The audit as SARIF 2.1.0, for code scanning and its viewers. */
import type { AuditOutcome, Finding, SkippedRule, SuppressedFinding } from '../audit/outcome.ts';
import type { RegisteredRule, Severity } from '../checks/check.ts';
import type { Language } from '../qmail/message.ts';
import { RELEASE } from '../version.ts';
import type { Look } from './format.ts';
import { jsonChunks } from './json-chunks.ts';
import { rulesThatRan, seenAs } from './ran.ts';
import { reasonIn } from './reasons.ts';
import { safeText } from './safe-text.ts';
import { WORDS } from './words.ts';

const SCHEMA = 'https://raw.githubusercontent.com/oasis-tcs/sarif-spec/master/Schemata/sarif-schema-2.1.0.json';
const LEVEL = { error: 'error', warning: 'warning', info: 'note' } as const satisfies Record<Severity, string>;

export function sarifReport(outcome: AuditOutcome, { language }: Pick<Look, 'language'>): Generator<string> {
  const rules = rulesThatRan(outcome);
  const { target, baseline, summary } = outcome;
  return jsonChunks({
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'qmail-lint',
            semanticVersion: RELEASE,
            rules: rules.map((each) => descriptor(each, language)).values(),
          },
        },
        invocations: [
          {
            executionSuccessful: outcome.failed.length === 0,
            toolExecutionNotifications: notifications(outcome, rules, language),
          },
        ],
        language: language === 'ja' ? 'ja-JP' : 'en-US',
        results: results(outcome, rules, language),
        properties: {
          target,
          summary,
          ...(baseline === undefined ? {} : { baseline: { ...baseline, known: undefined } }),
        },
      },
    ],
  });
}

function descriptor({ area, rule }: RegisteredRule, language: Language) {
  return {
    id: rule.id,
    shortDescription: { text: rule.title[language] },
    fullDescription: { text: rule.why[language] },
    defaultConfiguration: { level: LEVEL[rule.severity] },
    properties: { tags: [area, rule.class] },
  };
}

/** What kept a rule from looking, and what broke. */
function* notifications(
  { skipped, failed }: AuditOutcome,
  rules: readonly RegisteredRule[],
  language: Language,
): Generator<unknown> {
  const ran = indexOf(rules);
  for (const each of skipped) {
    yield {
      level: each.kind === 'could-not' ? 'warning' : 'note',
      message: { text: skippedText(each, language) },
      descriptor: { id: each.kind },
      associatedRule: { id: safeText(each.rule), index: ran.get(each.rule) },
      ...(each.path === undefined ? {} : { locations: [location({ path: each.path })] }),
    };
  }
  for (const { rule, error } of failed)
    yield {
      level: 'error',
      message: { text: safeText(error) },
      descriptor: { id: 'failed' },
      associatedRule: { id: safeText(rule), index: ran.get(rule) },
    };
}

function skippedText({ kind, rule, reason }: SkippedRule, language: Language): string {
  const words = WORDS[language];
  const label = { 'could-not': words.couldNot, 'not-asked': words.notAsked, 'not-applicable': words.notApplicable };
  return safeText(`${label[kind]}: ${reasonIn(language, reason)} (${rule})`);
}

function* results(outcome: AuditOutcome, rules: readonly RegisteredRule[], language: Language): Generator<unknown> {
  const index = indexOf(rules);
  const { findings, suppressed, baseline } = outcome;
  const isNew = baseline === undefined ? {} : { baselineState: 'new' };
  for (const each of findings) yield { ...result(each, index, language), ...isNew, suppressions: [] };
  for (const each of baseline?.known ?? [])
    yield { ...result(each, index, language), baselineState: 'unchanged', suppressions: [] };
  for (const each of suppressed)
    yield { ...result(each, index, language), ...isNew, suppressions: [suppression(each)] };
}

/** Without a status, which means accepted. */
function suppression({ reason, until }: SuppressedFinding) {
  const properties = until === undefined ? {} : { properties: { until: safeText(until) } };
  return { kind: 'external', justification: safeText(reason), ...properties };
}

function result(finding: Finding, index: ReadonlyMap<string, number>, language: Language) {
  const { rule, severity, message, remedy, subject, fingerprint } = finding;
  return {
    ruleId: safeText(rule),
    ruleIndex: index.get(rule),
    level: LEVEL[severity],
    message: { text: `${safeText(message)}\n${WORDS[language].remedy}: ${safeText(remedy.text)}` },
    locations: [location(subject)],
    partialFingerprints: { 'qmail-lint/v1': safeText(fingerprint) },
    properties: {
      class: finding.class,
      command: remedy.command === null ? null : safeText(remedy.command),
      prevents: finding.prevents.map((each) => ({ id: each.id, where: each.where, text: safeText(seenAs(each)) })),
    },
  };
}

function location({ path, line, user, domain }: Finding['subject']) {
  const names = [
    ...(user === undefined ? [] : [{ name: safeText(user), kind: 'user' }]),
    ...(domain === undefined ? [] : [{ name: safeText(domain), kind: 'domain' }]),
  ];
  return {
    ...(path === undefined
      ? {}
      : {
          physicalLocation: {
            artifactLocation: { uri: uriOf(path) },
            ...(line === undefined ? {} : { region: { startLine: line } }),
          },
        }),
    ...(names.length === 0 ? {} : { logicalLocations: names }),
  };
}

/** Of a path on the audited machine. */
function uriOf(path: string): string {
  const plain = safeText(path).replace(/^\/?/, '');
  return `file:///${plain.split('/').map(encodeURIComponent).join('/')}`;
}

function indexOf(rules: readonly RegisteredRule[]): Map<string, number> {
  return new Map(rules.map(({ rule }, index) => [rule.id, index]));
}
