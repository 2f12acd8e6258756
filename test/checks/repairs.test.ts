/** What rules say that a fix would change: it mends what they found, and keeps to its place. */
import { describe, expect, test } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import type { Finding } from '../../src/audit/outcome.ts';
import { openTarget } from '../../src/audit/target.ts';
import { RULES } from '../../src/checks/index.ts';
import { isWithin } from '../../src/host/access.ts';
import { bytesOf } from '../../src/host/bytes.ts';
import { type Image, imageHost } from '../../src/host/image.ts';
import { auditImage } from '../support/audit.ts';
import { repaired } from '../support/repaired.ts';
import { compileRules, type Setup, setUp } from '../support/setup.ts';

const FIXABLE = RULES.filter(({ rule }) => rule.fix || Object.values(rule.messages).some(({ fix }) => fix));

async function findingsOf(rule: string, image: Image): Promise<Finding[]> {
  const target = openTarget(imageHost(image), {
    ...(image.defaultDelivery === undefined ? {} : { defaultDelivery: bytesOf(image.defaultDelivery) }),
  });
  const wording = { language: 'en' as const, variant: target.installation.variant.name };
  const outcome = await audit(target, { wording, most: Number.POSITIVE_INFINITY, workerFile: null, repairs: true });
  expect(outcome.failed).toEqual([]);
  return outcome.findings.filter((finding) => finding.rule === rule);
}

describe.each(FIXABLE.map(({ area, rule }) => ({ path: `${area}/${rule.id}`, rule })))('$path', ({ rule }) => {
  const examples = rule.examples.bad as { setup: Setup }[];

  test('what can be mended is, example by example', async () => {
    let mended = 0;
    for (const { setup } of examples) {
      const image = compileRules(setUp(setup));
      const findings = await findingsOf(rule.id, image);
      const fixable = findings.filter(({ fix }) => fix !== null);
      for (const { repairs = [] } of fixable) {
        expect(repairs).not.toEqual([]);
        for (const { place, path } of repairs) expect(isWithin(path, place.real)).toBe(true);
      }
      if (fixable.length === 0) continue;
      mended += 1;
      const after = await findingsOf(
        rule.id,
        repaired(
          image,
          fixable.flatMap(({ repairs = [] }) => repairs),
        ),
      );
      const left = after.filter(({ fingerprint }) => fixable.some((each) => each.fingerprint === fingerprint));
      expect(left.map(({ message, subject }) => ({ message, subject, setup }))).toEqual([]);
    }
    expect(mended, 'no example shows that it can').toBeGreaterThan(0);
  });
});

test('they are told where they are asked for alone', async () => {
  const image = setUp({ '/home/alice': { mode: '0777' } });
  const { findings } = await auditImage(image);
  expect(findings.map(({ rule, fix }) => [rule, fix])).toContainEqual(['home-writable', 'mode']);
  expect(findings.filter((finding) => 'repairs' in finding)).toEqual([]);
  expect((await findingsOf('home-writable', image))[0]?.repairs).toMatchObject([
    { path: '/home/alice', remove: 0o002, place: { kind: 'home', path: '/home/alice', user: 'alice' } },
  ]);
});
