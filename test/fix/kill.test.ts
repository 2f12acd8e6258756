/** A fix that is killed, wherever it is: undo puts everything back. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { apply } from '../../src/fix/apply.ts';
import { type Disk, realDisk } from '../../src/fix/disk.ts';
import { type Header, journalTo, parseJournal } from '../../src/fix/journal.ts';
import type { Result, Step } from '../../src/fix/step.ts';
import { undoing } from '../../src/fix/undo.ts';
import { BROKEN, type Planted, planFor, plantBroken } from '../support/broken.ts';
import { needsRoot } from '../support/needs.ts';
import { run } from '../support/run.ts';
import { treeOf } from '../support/tree.ts';

class Killed extends Error {}

/** A process that is gone at its `at`th call: nothing of it happens after that. */
function dyingAt(at: number): { disk: Disk; write(line: string): void; text(): string; calls(): number } {
  let calls = 0;
  let text = '';
  const isAlive = () => {
    calls += 1;
    return calls < at;
  };
  const live =
    <A extends unknown[], R>(call: (...args: A) => R) =>
    (...args: A) => {
      if (!isAlive()) throw new Killed();
      return call(...args);
    };
  const { as, close, ...calling } = realDisk;
  const dying = Object.fromEntries(Object.entries(calling).map(([name, call]) => [name, live(call as () => unknown)]));
  return {
    disk: { ...(dying as unknown as Disk), as, close },
    write: (line) => {
      if (isAlive()) text += line;
      else if (calls === at) {
        text += line.slice(0, line.length / 2);
        throw new Killed();
      } else throw new Killed();
    },
    text: () => text,
    calls: () => calls,
  };
}

needsRoot('killed', () => {
  let planted: Planted;
  let steps: readonly Step[];
  let header: Header;
  beforeAll(async () => {
    planted = plantBroken(BROKEN);
    steps = (await planFor(planted.root)).steps;
    const { root } = planted;
    header = { format: 'qmail-lint/journal', version: 1, did: 'fix', of: null, root, home: '/var/qmail', started: '' };
  });
  afterAll(() => planted.remove());

  const applied = (some: readonly Step[], disk: Disk, write: (line: string) => void): Result[] => {
    const journal = journalTo(write, header);
    return [...apply(some, { disk, root: planted.root, journal, isStillUser: () => true, sends: () => false })];
  };

  test('at every call of the system and every line of the journal', () => {
    const before = treeOf(planted.root);
    for (let at = 1; ; at += 1) {
      const dying = dyingAt(at);
      let isDead = false;
      try {
        applied(steps, dying.disk, dying.write);
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
        isDead = true;
      }
      const back = applied(undoing(parseJournal(dying.text(), 'journal')), realDisk, () => {});
      expect(
        back.filter(({ did }) => did === 'left'),
        `at call ${at}`,
      ).toEqual([]);
      expect(treeOf(planted.root), `at call ${at}`).toEqual(before);
      if (!isDead && dying.calls() < at) {
        expect(at).toBeGreaterThan(steps.length * 5);
        expect(back.filter(({ did }) => did === 'done')).toHaveLength(steps.length);
        break;
      }
    }
  }, 300_000);

  test('an undo that is killed is finished by the next', () => {
    const before = treeOf(planted.root);
    let text = '';
    for (let at = 1; ; at += 1) {
      text = '';
      applied(steps, realDisk, (line) => {
        text += line;
      });
      const undo = undoing(parseJournal(text, 'journal'));
      const dying = dyingAt(at);
      let isDead = false;
      try {
        applied(undo, dying.disk, dying.write);
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
        isDead = true;
      }
      const rest = applied(undo, realDisk, () => {});
      expect(
        rest.filter(({ did }) => did === 'left'),
        `at call ${at}`,
      ).toEqual([]);
      expect(treeOf(planted.root), `at call ${at}`).toEqual(before);
      if (!isDead && dying.calls() < at) break;
    }
  }, 300_000);

  test('a journal that ends at any byte is understood', () => {
    let text = '';
    applied(steps, realDisk, (line) => {
      text += line;
    });
    const bytes = Buffer.from(text);
    let known = 0;
    for (let end = 0; end <= bytes.length; end += 1) {
      const { entries } = parseJournal(bytes.subarray(0, end).toString('utf8'), 'journal');
      const done = entries.filter((each) => each.done).length;
      expect(entries.length + done).toBeGreaterThanOrEqual(known);
      expect(entries.length - done).toBeLessThanOrEqual(1);
      known = entries.length + done;
    }
    expect(known).toBe(steps.length * 2);
    applied(undoing(parseJournal(text, 'journal')), realDisk, () => {});
  });

  test('by SIGKILL, in every step', async () => {
    const program = `${planted.dir}/dying-fix.cjs`;
    buildSync({
      entryPoints: ['test/support/dying-fix.ts'],
      bundle: true,
      platform: 'node',
      logLevel: 'error',
      outfile: program,
    });
    const file = `${planted.dir}/steps.json`;
    writeFileSync(file, JSON.stringify(steps));
    const before = treeOf(planted.root);
    for (let step = 1; step <= steps.length; step += 1) {
      const args = [program, planted.root, planted.journals, file, String(step)];
      const { signal, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
      expect(signal, stderr).toBe('SIGKILL');
      expect(treeOf(planted.root)).not.toEqual(before);
      const { exit, out, err } = await run(['undo', '--yes', '--journal-dir', planted.journals]);
      expect(exit, out + err).toBe(0);
      expect(treeOf(planted.root), `in step ${step}`).toEqual(before);
    }
  }, 300_000);
});
