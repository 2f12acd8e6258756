/** Many steps, done by several processes that share a journal. */
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RepairPlace } from '../../src/checks/check.ts';
import { type Header, journalTo, parseJournal } from '../../src/fix/journal.ts';
import { readJournal, requireIdle } from '../../src/fix/journal-files.ts';
import { runMany } from '../../src/fix/many.ts';
import type { Step } from '../../src/fix/step.ts';
import { undoing } from '../../src/fix/undo.ts';
import { bundled } from '../support/bundled.ts';
import { needsRoot } from '../support/needs.ts';
import { treeOf } from '../support/tree.ts';

const HOMES = 300;
const PARTS = ['Maildir', 'Maildir/cur', 'Maildir/new', 'Maildir/tmp'];

/** Homes of which every other one is mended by its user, and the others by root. */
function homesBelow(root: string): Step[] {
  return Array.from({ length: HOMES }, (_, index) => index).flatMap((index) => {
    const uid = 3000 + index;
    const home = `/home/u${String(index).padStart(3, '0')}`;
    fs.mkdirSync(root + home, { mode: 0o755 });
    fs.chownSync(root + home, uid, uid);
    const { dev: device } = fs.lstatSync(root + home);
    const place: RepairPlace = { kind: 'home', path: home, real: home, device, uid, gid: uid, user: `u${index}` };
    const isOwn = index % 2 === 0;
    for (const name of PARTS) {
      fs.mkdirSync(`${root}${home}/${name}`, { mode: 0o755 });
      fs.chownSync(`${root}${home}/${name}`, isOwn ? uid : 0, uid);
    }
    return PARTS.map((name): Step => {
      const path = `${home}/${name}`;
      const { ino: inode, nlink: links, uid: owner } = fs.lstatSync(root + path);
      return {
        kind: 'change',
        rules: ['maildir-open'],
        place,
        path,
        type: 'dir',
        object: { type: 'dir', device, inode, links },
        before: { uid: owner, gid: uid, mode: 0o755 },
        after: { uid, gid: uid, mode: 0o700 },
        as: isOwn ? { uid, gid: uid } : null,
      };
    });
  });
}

needsRoot('many steps', () => {
  let dir: string;
  let root: string;
  let steps: Step[];
  let program: URL;
  beforeEach(() => {
    dir = fs.mkdtempSync(join(tmpdir(), 'qmail-lint-many-'));
    root = `${dir}/root`;
    fs.mkdirSync(`${root}/home`, { recursive: true, mode: 0o755 });
    steps = homesBelow(root);
    program = bundled('src/fix/fix-worker.ts', `${dir}/fix-worker.cjs`);
  });
  afterEach(() => fs.rmSync(dir, { recursive: true, force: true }));

  const journals = () => `${dir}/journals`;
  const heading = () => ({ did: 'fix', of: null, root, home: '/var/qmail' }) as const;
  const run = (some: readonly Step[], by = program, isStillUser = (_name: string) => true) =>
    runMany(some, heading(), journals(), isStillUser, by);

  test('are done by several processes, and undone from their one journal', async () => {
    const before = treeOf(root);
    const { results, file } = await run(steps, program, (name) => name !== 'u7');
    expect(results.map(({ step }) => step)).toEqual(steps);
    const left = results.filter(({ did }) => did !== 'done');
    expect(left.map(({ step }) => step.place.user)).toEqual(PARTS.map(() => 'u7'));
    expect(left.every((each) => each.did === 'left' && each.why === 'user')).toBe(true);
    for (const { path, place } of steps) {
      const { uid, mode } = fs.lstatSync(root + path);
      if (place.user !== 'u7') expect([uid, mode & 0o7777], path).toEqual([place.uid, 0o700]);
    }
    const journal = readJournal(file);
    expect(journal.ended).toBe(true);
    expect(journal.entries.filter(({ done }) => done)).toHaveLength(steps.length - PARTS.length);
    const back = await run(undoing(journal));
    expect(back.results.filter(({ did }) => did !== 'done')).toEqual([]);
    expect(treeOf(root)).toEqual(before);
  });

  test('what differs is left alone, in whichever process', async () => {
    const [first, last] = [steps[0], steps.at(-1)] as [Step, Step];
    fs.chmodSync(root + first.path, 0o711);
    fs.rmdirSync(root + last.path);
    const { results } = await run(steps);
    const left = results.flatMap((each) => (each.did === 'left' ? [[each.step.path, each.why]] : []));
    expect(left).toEqual([
      [first.path, 'state'],
      [last.path, 'gone'],
    ]);
  });

  test('a process that ends before its time is told, step by step', async () => {
    const before = treeOf(root);
    fs.writeFileSync(`${dir}/broken.cjs`, 'process.exit(1);\n');
    const { results, file } = await run(steps, pathToFileURL(`${dir}/broken.cjs`));
    expect(results.every((each) => each.did === 'left' && each.why === 'stopped')).toBe(true);
    expect(readJournal(file).entries).toEqual([]);
    expect(treeOf(root)).toEqual(before);
  });

  // The first of four processes, which are the most, has 300 steps: half of its homes take two changes a step, the others one.
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 448, 449])(
    'one that is killed at its change %i: the others go on, the journal is whole, undo puts all back',
    async (change) => {
      const before = treeOf(root);
      const dying = bundled('src/fix/fix-worker.ts', `${dir}/dying.cjs`, {
        inject: ['test/support/dying-disk.ts'],
        define: { DIES_AT: String(change) },
      });
      const { results, file } = await run(steps, dying);
      const left = results.flatMap((each) => (each.did === 'left' ? [each] : []));
      expect(new Set(left.map(({ why }) => why))).toEqual(new Set(['stopped']));
      const rest = results.slice(results.findLastIndex(({ did }) => did === 'left') + 1);
      if (availableParallelism() > 1) expect(rest.length, 'the others').toBeGreaterThan(0);
      expect(rest.every(({ did }) => did === 'done')).toBe(true);
      for (const { step, did } of results)
        if (did === 'done') expect(fs.lstatSync(root + step.path).mode & 0o7777, step.path).toBe(0o700);
      const journal = readJournal(file);
      expect(journal.ended).toBe(true);
      const back = await run(undoing(journal));
      expect(back.results.filter(({ did }) => did === 'left')).toEqual([]);
      expect(treeOf(root)).toEqual(before);
    },
  );

  test('by SIGKILL: the processes stop, the lock goes with the last of them, undo puts all back', async () => {
    const before = treeOf(root);
    fs.writeFileSync(`${dir}/steps.json`, JSON.stringify(steps));
    const starter = bundled('test/support/killed-many.ts', `${dir}/killed-many.cjs`);
    for (const ms of [60, 90, 120, 150, 200, 300]) {
      const child = spawn(process.execPath, [
        fileURLToPath(starter),
        root,
        journals(),
        `${dir}/steps.json`,
        program.href,
      ]);
      const ended = new Promise((go) => child.once('exit', go));
      await new Promise((go) => child.stdout.once('data', go));
      await sleep(ms);
      child.kill('SIGKILL');
      await ended;
      const names = fs.readdirSync(journals()).filter((name) => name.startsWith('fix-'));
      for (const name of names) {
        await unlocked(() => requireIdle(journals()));
        await run(undoing(readJournal(join(journals(), name))));
      }
      expect(treeOf(root), `after ${ms} ms`).toEqual(before);
      fs.rmSync(journals(), { recursive: true });
    }
  }, 60_000);
});

/** Tries until no process of the killed run has the journals any more. */
async function unlocked(act: () => void): Promise<void> {
  for (let turn = 0; ; turn += 1) {
    try {
      act();
      return;
    } catch (error) {
      if (turn === 100 || !/another fix or undo runs/.test(String(error))) throw error;
      await sleep(50);
    }
  }
}

const PLACE: RepairPlace = { kind: 'home', path: '/home/a', real: '/home/a', device: 1, uid: 1, gid: 1, user: 'a' };
const STEP: Step = {
  kind: 'change',
  rules: ['maildir-open'],
  place: PLACE,
  path: '/home/a/Maildir',
  type: 'dir',
  object: { type: 'dir', device: 1, inode: 2, links: 2 },
  before: { uid: 1, gid: 1, mode: 0o755 },
  after: { uid: 1, gid: 1, mode: 0o700 },
  as: null,
};

test('a line that one process could not write to its end hides none of the other', () => {
  let text = '';
  const write = (lines: string) => {
    text += lines;
  };
  const header: Header = {
    format: 'qmail-lint/journal',
    version: 1,
    did: 'fix',
    of: null,
    root: '',
    home: '/var/qmail',
    started: '',
    writers: 2,
  };
  journalTo(write, header);
  const one = journalTo(write, header, { joins: true, from: 0 });
  const other = journalTo(write, header, { joins: true, from: 10 });
  const first = one.begin(STEP);
  text += '\n{"begin":1,"step":{"kind":"cha';
  const second = other.begin({ ...STEP, place: { ...PLACE, path: '/home/b' } });
  other.done(second);
  other.end();
  const { entries } = parseJournal(text, 'journal');
  expect([first, second]).toEqual([0, 10]);
  expect(entries.map(({ step, done }) => [step.place.path, done])).toEqual([
    ['/home/a', false],
    ['/home/b', true],
  ]);
  expect(() => parseJournal(text.replace(',"writers":2', ''), 'journal')).toThrow('no line of a journal');
});
