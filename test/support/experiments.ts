/** The recorded experiments on the invariants, and what an audit must make of each. */
import { describe, expect, test } from 'vitest';
import { auditImage, troubles } from './audit.ts';
import { readCases } from './cases.ts';
import { compileMorercpthosts } from './morercpthosts.ts';
import { compileRules, type Setup, setUp } from './setup.ts';
import { compileUsers } from './users.ts';

interface Experiment {
  readonly id: string;
  readonly claim: string;
  readonly setup: Setup;
  readonly did: string;
  readonly observed: readonly string[];
  readonly note?: string;
}

/**
 * What one experiment showed, judged from `observed` alone. `harmless`: no error and no warning at all. `rule`: that rule
 * reports it; `sees` is a text that was observed and that the finding must show word for word (`{id}` and its kin for
 * what is known only at run time). `also` is what was changed besides `setup`, where only `did` or `claim` tells of it.
 * `out`: the installation cannot tell (it needs a running process, another file system …), and why.
 */
export type Verdict =
  | { harmless: true; also?: Setup }
  | { rule: string; sees?: string; severity?: 'error' | 'warning' | 'info'; also?: Setup }
  | { out: string };

const ALL = readCases<Experiment>('invariants');

/** One test for each experiment of the ids in `table`; the lists must name every experiment, in order. */
export function testExperiments(table: Readonly<Record<string, readonly Verdict[]>>): void {
  for (const [id, verdicts] of Object.entries(table)) {
    const experiments = ALL.filter((each) => each.id === id);
    describe(id, () => {
      test('every experiment has a verdict', () => expect(verdicts.length).toBe(experiments.length));
      experiments.forEach((experiment, index) => {
        const verdict = verdicts[index];
        if (verdict === undefined) return;
        if ('out' in verdict) test.skip(`${id} ${index}: ${verdict.out}`, () => {});
        else test(`${id} ${index}: ${'rule' in verdict ? verdict.rule : 'harmless'}`, () => judge(experiment, verdict));
      });
    });
  }
}

async function judge(experiment: Experiment, verdict: Exclude<Verdict, { out: string }>): Promise<void> {
  const setup = setUp({ ...experiment.setup, ...verdict.also });
  const made = experiment.did.startsWith('compiled users/assign') ? compileUsers(setup) : setup;
  const image = experiment.did.startsWith('qmail-newmrh; ') ? compileMorercpthosts(made) : made;
  const compiled = /tcprules \/etc\/tcp\.smtp\.cdb/.test(experiment.did) && !/cdb removed/.test(experiment.did);
  const outcome = await auditImage(compiled ? compileRules(image) : image);
  expect(outcome.failed).toEqual([]);
  if ('harmless' in verdict) {
    expect(troubles(outcome).map(({ rule, message }) => ({ rule, message }))).toEqual([]);
    return;
  }
  const findings = outcome.findings.filter((finding) => finding.rule === verdict.rule);
  expect(findings, `${verdict.rule} reports nothing`).not.toEqual([]);
  if (verdict.severity !== undefined) expect(findings.map(({ severity }) => severity)).toContain(verdict.severity);
  if (verdict.sees === undefined) return;
  const seen = new RegExp(
    verdict.sees
      .split(/\{[a-z]+\}/)
      .map(literal)
      .join('\\S+'),
  );
  // What a program says on several lines stands line by line in `observed`.
  const together = experiment.observed.map((line) => line.replace(/^stderr: /, '')).join('\n');
  expect(
    experiment.observed.some((line) => seen.test(line)) || seen.test(together),
    `"${verdict.sees}" was not observed`,
  ).toBe(true);
  expect(findings.flatMap(({ prevents }) => prevents.map(({ text }) => text))).toContain(verdict.sees);
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
