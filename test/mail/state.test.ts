/** The state file: whole, or as it was before, whatever happens on the way. */
import { spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Lock, takeLock } from '../../src/mail/lock.ts';
import { type Disk, prepareState, readState, type State } from '../../src/mail/state.ts';
import { needsRoot } from '../support/needs.ts';

const dir = fs.mkdtempSync(join(tmpdir(), 'qmail-lint-'));
afterAll(() => fs.rmSync(dir, { recursive: true, force: true }));

const scope = { home: '/var/qmail', machine: null, user: null };

function stateOf(name: string, entries = 1): State {
  const at = '2026-11-24T10:00:00.000Z';
  const entry = { kind: 'finding', rule: 'r', message: name, since: at, sightings: 1, absent: 0, told: null } as const;
  const all = Array.from({ length: entries }, (_, index) => ({ ...entry, key: `${name} ${index}` }));
  return { format: 'qmail-lint/state', version: 1, scope, begun: at, checked: at, told: null, checks: 1, entries: all };
}

const messageOf = (file: string) => readState(file, scope).state?.entries[0]?.message;

function failing(call: keyof Disk, code: string, after = 0): Disk {
  let calls = 0;
  const disk: Disk = fs;
  const real = disk[call] as (...args: unknown[]) => unknown;
  return {
    ...fs,
    [call]: (...args: unknown[]) => {
      calls += 1;
      if (calls > after) throw Object.assign(new Error(code), { code });
      return real(...args);
    },
  };
}

describe.each([
  ['no room for the file', failing('openSync', 'ENOSPC')],
  ['no room for its bytes', failing('writeSync', 'ENOSPC')],
  ['an error as it is written out', failing('fsyncSync', 'EIO')],
  ['an error as it is closed', failing('closeSync', 'EDQUOT')],
  ['an error as it is renamed', failing('renameSync', 'EIO')],
])('%s', (name, disk) => {
  test('leaves the old state, and nothing else', () => {
    const own = fs.mkdtempSync(join(dir, 'fails-'));
    const file = join(own, 'state.json');
    prepareState(file, stateOf('old')).commit();
    expect(() => prepareState(file, stateOf('new'), disk).commit(), name).toThrow();
    expect(messageOf(file)).toBe('old');
    expect(fs.readdirSync(own)).toEqual(['state.json']);
  });
});

test('a write that takes only a part at a time is gone on with', () => {
  const file = join(dir, 'short.json');
  const slow = ((descriptor: number, bytes: Buffer, at: number) =>
    fs.writeSync(descriptor, bytes, at, Math.min(7, bytes.length - at))) as Disk['writeSync'];
  prepareState(file, stateOf('whole'), { ...fs, writeSync: slow }).commit();
  expect(messageOf(file)).toBe('whole');
});

test('what is prepared is not in force before it is committed', () => {
  const file = join(dir, 'two.json');
  prepareState(file, stateOf('old')).commit();
  const prepared = prepareState(file, stateOf('new'));
  expect(messageOf(file)).toBe('old');
  prepared.discard();
  expect(messageOf(file)).toBe('old');
});

test.each([
  ['cut short', (text: string) => text.slice(0, -20)],
  ['empty', () => ''],
  ['something else', () => '{"format":"qmail-lint/report"}'],
  ['a value of the wrong kind', (text: string) => text.replace('"checks": 1', '"checks": "1"')],
  ['bytes', () => '\0\0\0\0'],
])('a damaged state (%s) is kept aside', (_, damage) => {
  const file = join(dir, 'damaged.json');
  prepareState(file, stateOf('old')).commit();
  const text = damage(fs.readFileSync(file, 'utf8'));
  fs.writeFileSync(file, text);
  expect(readState(file, scope)).toEqual({ state: null, damaged: `${file}.damaged` });
  expect(fs.readFileSync(`${file}.damaged`, 'utf8')).toBe(text);
  expect(readState(file, scope)).toEqual({ state: null, damaged: null });
});

test('a process that is killed as it writes again and again leaves a whole state', async () => {
  const file = join(dir, 'killed.json');
  const program = join(dir, 'writer.mts');
  const source = new URL('../../src/mail/state.ts', import.meta.url).pathname;
  fs.writeFileSync(
    program,
    `import { prepareState } from ${JSON.stringify(source)};
const state = ${JSON.stringify(stateOf('x', 2000))};
console.log('ready');
for (let turn = 0; ; turn++) prepareState(${JSON.stringify(file)}, { ...state, checks: turn }).commit();`,
  );
  const tsx = new URL('../../node_modules/tsx/dist/loader.mjs', import.meta.url).href;
  for (const milliseconds of [5, 23, 61]) {
    const child = spawn(process.execPath, ['--import', tsx, program], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    if (fs.existsSync(file)) expect(readState(file, scope).state?.entries).toHaveLength(2000);
  }
  expect(fs.existsSync(file)).toBe(true);
});

needsRoot('a file system without room', () => {
  test('keeps the old state', () => {
    const mounted = fs.mkdtempSync(join(dir, 'full-'));
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', mounted]).status !== 0) {
      console.warn('skipped: no tmpfs may be mounted here');
      return;
    }
    try {
      const file = join(mounted, 'state.json');
      prepareState(file, stateOf('old')).commit();
      expect(() => prepareState(file, stateOf('new', 5000)).commit()).toThrow('ENOSPC');
      expect(messageOf(file)).toBe('old');
      expect(fs.readdirSync(mounted)).toEqual(['state.json']);
    } finally {
      spawnSync('umount', [mounted]);
    }
  });
});

describe('the lock', () => {
  const file = join(dir, 'state.json.lock');
  const taken = (): Lock => {
    const lock = takeLock(file);
    if ('holder' in lock) throw new Error(`held by ${lock.holder}`);
    return lock;
  };

  test('is held by one, and free again', () => {
    const lock = taken();
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
    expect(takeLock(file)).toEqual({ holder: process.pid });
    expect(lock.held()).toBe(true);
    lock.release();
    expect(fs.existsSync(file)).toBe(false);
    taken().release();
  });

  test.each([
    ['a process that has ended', () => `${spawnSync('true').pid} 12345 abc`],
    ['another process with the number of one that has ended', () => `${process.pid} 1 abc`],
    ['nothing that is known', () => 'rubbish'],
  ])('that was left by %s is taken', (_, text) => {
    fs.writeFileSync(file, text());
    taken().release();
    expect(fs.readdirSync(dir).filter((name) => name.startsWith('state.json.lock'))).toEqual([]);
  });

  test('that another has taken over is not released', () => {
    const lock = taken();
    fs.writeFileSync(file, `${process.pid} - other`);
    expect(lock.held()).toBe(false);
    lock.release();
    expect(fs.existsSync(file)).toBe(true);
    fs.rmSync(file);
  });
});
