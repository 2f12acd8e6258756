/**
 * A user who swaps names as fast as the kernel lets him, against a fix that runs thousands of times, in one process and in several. Each
 * attack first has to win against a fix by path, so that it is one.
 */
import type { ChildProcess } from 'node:child_process';
import * as fs from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { apply } from '../../src/fix/apply.ts';
import { realDisk } from '../../src/fix/disk.ts';
import { journalTo } from '../../src/fix/journal.ts';
import { runMany } from '../../src/fix/many.ts';
import type { Result, Step } from '../../src/fix/step.ts';
import { ATTACKS, type Attack } from '../support/attacks.ts';
import { type Planted, planFor, plantBroken } from '../support/broken.ts';
import { bundled } from '../support/bundled.ts';
import { needsRoot } from '../support/needs.ts';
import { opened, removeIn, restore, startSwapping, statesOf, stop, type Victim } from '../support/swapping.ts';

const ROUNDS = 3000;
/** How often a fix by path is tried before the attack counts as too weak. */
const NAIVE_ROUNDS = 200_000;

needsRoot('against a user who swaps names', () => {
  let planted: Planted;
  let attacker: ChildProcess | null = null;
  const fds: number[] = [];
  afterEach(async () => {
    await stop(attacker);
    attacker = null;
    for (const fd of fds.splice(0)) fs.closeSync(fd);
    planted.remove();
  });

  describe.each(Object.entries(ATTACKS))('%s', (_, attack) => {
    let steps: readonly Step[];
    let victims: Victim[];
    let reset: () => void;
    beforeEach(async () => {
      planted = plantBroken(attack.setup);
      const { root } = planted;
      fs.chmodSync(planted.dir, 0o755);
      attack.prepare(root);
      steps = (await planFor(root)).steps.filter(({ path }) => attack.steps.includes(path));
      expect(steps.map(({ path }) => path)).toEqual(attack.steps);
      const object = fs.openSync(root + attack.broken.path, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW);
      fds.push(object);
      victims = opened(root, attack, fds);
      reset = () => {
        fs.fchownSync(object, attack.broken.uid, attack.broken.gid);
        fs.fchmodSync(object, attack.broken.mode);
        if (attack.made !== undefined) removeIn(object, attack.made);
      };
      attacker = await startSwapping(root + attack.swaps[0], root + attack.swaps[1]);
    });

    /** Counts what came of the steps in `rounds`, each of which begins with all that is broken. */
    const withstands = async (rounds: AsyncIterable<readonly Result[]>) => {
      const safe = statesOf(victims, !attack.moves);
      const counts = { done: 0, left: 0, already: 0 };
      for await (const results of rounds) {
        for (const { did } of results) counts[did] += 1;
        expect(statesOf(victims, !attack.moves), 'something outside was changed').toBe(safe);
      }
      expect(counts.done, 'never the one').toBeGreaterThan(0);
      expect(counts.left, 'never the other').toBeGreaterThan(0);
      expect(attacker?.exitCode).toBeNull();
    };

    test('a fix by path loses, ours leaves everything outside alone', async () => {
      const before = statesOf(victims);
      let tried = 0;
      while (statesOf(victims) === before && tried < NAIVE_ROUNDS) {
        tried += 1;
        naively(attack, planted.root);
        reset();
      }
      expect(statesOf(victims), `a fix by path withstood ${tried} rounds`).not.toBe(before);

      await stop(attacker);
      restore(victims);
      reset();
      attacker = await startSwapping(planted.root + attack.swaps[0], planted.root + attack.swaps[1]);
      const { root } = planted;
      await withstands(
        (async function* () {
          for (let round = 0; round < ROUNDS; round += 1) {
            yield [...fixed(root, steps)];
            reset();
          }
        })(),
      );
    }, 120_000);

    test('so do several processes, each of which is at it all the time', async () => {
      const { root, dir, journals } = planted;
      const program = bundled('src/fix/fix-worker.ts', `${dir}/fix-worker.cjs`);
      const many = Array.from({ length: ROUNDS }, (_, index) => steps.map((step) => byTurns(step, index))).flat();
      const heading = { did: 'fix', of: null, root, home: '/var/qmail' } as const;
      await withstands(
        (async function* () {
          let isOver = false;
          const running = runMany(many, heading, journals, () => true, program).finally(() => {
            isOver = true;
          });
          // What is broken breaks again while they are at work.
          while (!isOver) {
            reset();
            await turn();
          }
          yield (await running).results;
        })(),
      );
    }, 120_000);
  });
});

/** The same step at the same place under another name: nothing that the step before it held open serves it. */
function byTurns(step: Step, index: number): Step {
  const path = step.place.path.replace(/[^/]+$/, (name) => (index % 2 === 0 ? name : `./${name}`));
  return { ...step, place: { ...step.place, path } };
}

function naively({ naive }: Attack, root: string): void {
  try {
    naive(root);
  } catch (error) {
    if (!/^E(NOENT|EXIST)$/.test((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

function fixed(root: string, steps: readonly Step[]) {
  const header = {
    format: 'qmail-lint/journal',
    version: 1,
    did: 'fix',
    of: null,
    root,
    home: '/var/qmail',
    started: '',
  } as const;
  const journal = journalTo(() => {}, header);
  return apply(steps, { disk: realDisk, root, journal, isStillUser: () => true, sends: () => false });
}
