/** Each rule whose findings can be mended, on a real disk: broken, mended, clean, undone, as it was. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/audit/outcome.ts';
import { RULES } from '../../src/checks/index.ts';
import { needsRoot } from '../support/needs.ts';
import { plant } from '../support/plant.ts';
import { run } from '../support/run.ts';
import { compileRules, type Setup, setUp } from '../support/setup.ts';
import { treeOf } from '../support/tree.ts';

const FIXABLE = RULES.filter(({ rule }) => rule.fix || Object.values(rule.messages).some(({ fix }) => fix));

needsRoot('on a real disk', () => {
  describe.each(FIXABLE.map(({ area, rule }) => ({ path: `${area}/${rule.id}`, rule })))('$path', ({ rule }) => {
    test('is mended and undone', async () => {
      let mended = 0;
      for (const { setup } of rule.examples.bad as { setup: Setup }[])
        if (await isMendedAndUndone(rule.id, setup)) mended += 1;
      expect(mended, 'no example could be mended').toBeGreaterThan(0);
    }, 120_000);
  });
});

/** False where the rule offers no fix there. */
async function isMendedAndUndone(rule: string, setup: Setup): Promise<boolean> {
  const dir = mkdtempSync(join(tmpdir(), 'qmail-lint-fix-'));
  const root = join(dir, 'root');
  const image = compileRules(setUp(setup));
  const planted = plant(image, root);
  const delivery = image.defaultDelivery === undefined ? [] : ['--default-delivery', image.defaultDelivery];
  const options = ['--root', root, '--no-dns', '--no-log', '--no-config', ...delivery];
  const journals = ['--journal-dir', join(dir, 'journals')];
  try {
    const before = treeOf(root);
    const fixed = await run([...options, '--fix', '--yes', '--rule', rule, '--format', 'json', ...journals]);
    const { findings } = JSON.parse(fixed.out) as { findings: Finding[] };
    expect(
      findings.filter((each) => each.rule === rule && each.fix !== null),
      fixed.err,
    ).toEqual([]);
    if (fixed.err.includes('nothing to change')) return false;
    expect(fixed.err).toMatch(/^[1-9]\d* changed, 0 left alone$/m);
    expect(treeOf(root)).not.toEqual(before);
    const undone = await run(['undo', '--yes', ...journals]);
    expect(undone.exit, undone.out + undone.err).toBe(0);
    expect(treeOf(root)).toEqual(before);
    return true;
  } finally {
    planted.close();
    rmSync(dir, { recursive: true, force: true });
  }
}
