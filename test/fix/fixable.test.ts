/** Each rule whose findings can be mended, on a real disk: broken, mended, clean, undone, as it was. */
import { describe, expect, test } from 'vitest';
import { RULES } from '../../src/checks/index.ts';
import { apply } from '../../src/fix/apply.ts';
import { realDisk } from '../../src/fix/disk.ts';
import { type Journal, journalTo, parseJournal } from '../../src/fix/journal.ts';
import type { Step } from '../../src/fix/step.ts';
import { undoing } from '../../src/fix/undo.ts';
import { planFor, plantImage } from '../support/broken.ts';
import { needsRoot } from '../support/needs.ts';
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
  const image = compileRules(setUp(setup));
  const planted = plantImage(image);
  const { root } = planted;
  const look = () => planFor(root, rule, image.defaultDelivery);
  const applied = (steps: readonly Step[], journal: Journal) => {
    const results = apply(steps, { disk: realDisk, root, journal, isStillUser: () => true, sends: () => false });
    return [...results].filter(({ did }) => did !== 'done');
  };
  const header = {
    format: 'qmail-lint/journal',
    version: 1,
    did: 'fix',
    of: null,
    root,
    home: '/',
    started: '',
  } as const;
  try {
    const { steps, findings } = await look();
    if (findings.every(({ fix }) => fix === null)) return false;
    const before = treeOf(root);
    let text = '';
    const journal = journalTo((line) => {
      text += line;
    }, header);
    expect(applied(steps, journal)).toEqual([]);
    expect(treeOf(root)).not.toEqual(before);
    const left = (await look()).findings.filter(({ fix }) => fix !== null);
    expect(left.map(({ message }) => message)).toEqual([]);
    const undo = undoing(parseJournal(text, 'journal'));
    expect(
      applied(
        undo,
        journalTo(() => {}, header),
      ),
    ).toEqual([]);
    expect(treeOf(root)).toEqual(before);
    return true;
  } finally {
    planted.remove();
  }
}
