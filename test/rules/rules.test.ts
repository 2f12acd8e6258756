/** Checks every rule: its data, its examples, its words in both languages. */
import { existsSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test, vi } from 'vitest';
import { findingOf, type Wording } from '../../src/audit/finding.ts';
import type { Finding } from '../../src/audit/outcome.ts';
import type { RegisteredRule, Report } from '../../src/checks/check.ts';
import { RULES } from '../../src/checks/index.ts';
import type { Suppression } from '../../src/config/settings.ts';
import { MESSAGES } from '../../src/qmail/message.ts';
import { NOBODY } from '../../src/qmail/trace.ts';
import { variesIn } from '../../src/report/varies.ts';
import { auditImage } from '../support/audit.ts';
import { compileRules, type Setup, setUp } from '../support/setup.ts';

interface Expected {
  message?: string;
  path?: string;
  line?: number;
  user?: string;
  domain?: string;
  text?: string | null;
}

/** What the checks reported, on the way to a finding. */
const reported = vi.hoisted(() => [] as { registered: RegisteredRule; report: Report; wording: Wording }[]);
vi.mock(import('../../src/audit/finding.ts'), async (actual) => {
  const real = await actual();
  const recording: typeof findingOf = (registered, report, wording) => {
    reported.push({ registered, report, wording });
    return real.findingOf(registered, report, wording);
  };
  return { ...real, findingOf: recording };
});

const schema = new Ajv({ allowUnionTypes: true }).compile(JSON.parse(readFileSync('rules/rule.schema.json', 'utf8')));

async function findingsOf(rule: string, setup: Setup): Promise<Finding[]> {
  const outcome = await auditImage(compileRules(setUp(setup)), {
    suppressions: (setup.suppressions ?? []) as Suppression[],
  });
  expect(outcome.failed).toEqual([]);
  const fingerprints = outcome.findings.map(({ fingerprint }) => fingerprint);
  expect(new Set(fingerprints).size, 'findings that share a fingerprint').toBe(fingerprints.length);
  for (const prevented of outcome.findings.flatMap(({ prevents }) => prevents))
    for (const [part] of (prevented.text ?? '').matchAll(/\{[a-z-]+\}/g))
      for (const language of ['en', 'ja'] as const) expect(variesIn(prevented, language)).toContain(`${part}: `);
  expect(JSON.stringify(outcome.findings), 'our own word for nobody').not.toContain(NOBODY);
  return outcome.findings.filter((finding) => finding.rule === rule);
}

function matches(finding: Finding, expected: Expected): boolean {
  const { message, text, ...subject } = expected;
  const fits = Object.entries(subject).every(
    ([key, value]) => finding.subject[key as keyof Finding['subject']] === value,
  );
  const key = finding.fold.split(' ')[1];
  return (
    fits && (message ?? key) === key && (text === undefined || finding.prevents.some((each) => each.text === text))
  );
}

test('ids are unique', () => {
  const ids = RULES.map(({ rule }) => rule.id);
  expect(new Set(ids).size).toBe(ids.length);
});

describe.each(RULES.map(({ area, rule }) => ({ path: `${area}/${rule.id}`, rule })))('$path', ({ path, rule }) => {
  test('is a valid rule in a file of its name', () => {
    expect(schema(rule), JSON.stringify(schema.errors)).toBe(true);
    expect(existsSync(`rules/${path}.json`)).toBe(true);
  });

  test('names messages of the catalogue', () => {
    expect(rule.prevents.filter((id) => !MESSAGES.has(id))).toEqual([]);
  });

  test('covers rules and messages that are there', () => {
    const known = RULES.flatMap(({ rule: each }) => [
      each.id,
      ...Object.keys(each.messages).map((key) => `${each.id}:${key}`),
    ]);
    const covers = Object.values(rule.messages).flatMap((message) => message.covers ?? []);
    expect(covers.filter((each) => !known.includes(each))).toEqual([]);
  });

  test('says the same in both languages', () => {
    for (const message of Object.values(rule.messages)) {
      const holes = (text: string) => [...new Set(text.match(/\{[a-zA-Z-]+\}/g) ?? [])].sort();
      expect(holes(message.text.ja)).toEqual(holes(message.text.en));
      for (const prose of [message.text, message.remedy, rule.title, rule.why])
        expect(prose.ja).toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/);
    }
  });

  test.each(rule.examples.bad as { name?: string; setup: Setup; finds: Expected[] }[])(
    'finds bad example %#',
    async ({ setup, finds }) => {
      const findings = await findingsOf(rule.id, setup);
      const unexpected = findings.filter((finding) => !finds.some((each) => matches(finding, each)));
      expect(unexpected.map(({ subject, prevents, fold }) => ({ subject, prevents, fold }))).toEqual([]);
      for (const each of finds)
        expect(
          findings.some((finding) => matches(finding, each)),
          JSON.stringify({ each, findings }),
        ).toBe(true);
    },
  );

  test.each(rule.examples.good as { name?: string; setup: Setup }[])(
    'leaves good example %# alone',
    async ({ setup }) => {
      expect(await findingsOf(rule.id, setup)).toEqual([]);
    },
  );

  test('every message is used by an example', async () => {
    const used = (rule.examples.bad as { finds: Expected[] }[]).flatMap(({ finds }) =>
      finds.map((each) => each.message ?? 'default'),
    );
    expect(Object.keys(rule.messages).filter((key) => !used.includes(key))).toEqual([]);
  });
});

/** Numbers of all kinds, by the name that the rules give them; the number of a message or an account is its name. */
function numbersIn(all: readonly { report: Report }[]): Set<string> {
  const names = new Set(all.flatMap(({ report }) => Object.keys(report.data)));
  for (const { report } of all)
    for (const [name, value] of Object.entries(report.data)) if (!/^[\d.]+$/.test(value)) names.delete(name);
  names.delete('id');
  return names;
}

test('a fingerprint stays when numbers, lines and the language drift', () => {
  const all = reported.splice(0);
  const numbers = numbersIn(all);
  for (const name of ['count', 'minutes', 'pid']) expect(numbers).toContain(name);
  const changed = all.filter(({ registered, report, wording }) => {
    const data = Object.entries(report.data).map(([name, value]) => [name, numbers.has(name) ? `1${value}` : value]);
    const subject = { ...report.subject, line: (report.subject.line ?? 0) + 7 };
    const later = { ...report, data: Object.fromEntries(data), subject };
    const { fingerprint } = findingOf(registered, report, wording);
    return fingerprint !== findingOf(registered, later, { ...wording, language: 'ja' }).fingerprint;
  });
  expect(changed.map(({ registered }) => registered.rule.id)).toEqual([]);
});

test('what is written twice keeps two fingerprints, which do not follow the line', async () => {
  const of = async (routes: string) => {
    const { findings } = await auditImage(compileRules(setUp({ '/var/qmail/control/smtproutes': routes })));
    return findings.filter(({ rule }) => rule === 'route-no-colon').map(({ fingerprint }) => fingerprint);
  };
  const before = await of('a.test\na.test\nb.test\n');
  expect(new Set(before).size).toBe(3);
  expect(new Set(await of('x.test:\nb.test\na.test\na.test\n'))).toEqual(new Set(before));
});
