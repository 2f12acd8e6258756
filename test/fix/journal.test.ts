/** What a journal says, line by line, and what is made of a damaged one. */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import type { RepairPlace } from '../../src/checks/check.ts';
import { type Header, JournalError, journalTo, parseJournal } from '../../src/fix/journal.ts';
import type { Step } from '../../src/fix/step.ts';
import { undoing } from '../../src/fix/undo.ts';

const valid = new Ajv({ allowUnionTypes: true }).compile(
  JSON.parse(readFileSync('docs/schemas/journal.schema.json', 'utf8')),
);
const HEADER: Header = {
  format: 'qmail-lint/journal',
  version: 1,
  did: 'fix',
  of: null,
  root: '/mnt/caf\xe9\x80',
  home: '/var/qmail',
  started: '2026-11-24T12:00:00.000Z',
};
const HOME: RepairPlace = {
  kind: 'home',
  path: '/home/al\xff',
  real: '/home/al\xff',
  device: 5,
  uid: 3001,
  gid: 100,
  user: 'al',
};
const CHANGE: Step = {
  kind: 'change',
  rules: ['home-writable'],
  place: HOME,
  path: '/home/al\xff',
  type: 'dir',
  object: { type: 'dir', device: 5, inode: 9, links: 2 },
  before: { uid: 0, gid: 100, mode: 0o4777 },
  after: { uid: 3001, gid: 100, mode: 0o755 },
  as: null,
};
const MAKE: Step = {
  ...CHANGE,
  kind: 'make',
  path: '/home/al\xff/Maildir',
  object: null,
  before: null,
  as: { uid: 3001, gid: 100 },
};

function written(): string {
  let text = '';
  const journal = journalTo((line) => {
    text += line;
  }, HEADER);
  journal.done(journal.begin(CHANGE));
  journal.done(journal.begin(MAKE), { type: 'dir', device: 5, inode: 10, links: 2 });
  journal.left(journal.begin({ ...CHANGE, place: { ...HOME, path: '/home/bob', real: '/home/bob' } }), {
    errno: 'EPERM',
  });
  journal.end();
  return text;
}

test('each line is as the schema says, and each place is written once', () => {
  const lines = written().trimEnd().split('\n');
  for (const line of lines) expect(valid(JSON.parse(line)), line).toBe(true);
  expect(lines.filter((line) => line.startsWith('{"place"'))).toHaveLength(2);
});

test('what was written is read, to the byte', () => {
  const { header, entries, ended } = parseJournal(Buffer.from(written(), 'utf8').toString('utf8'), 'file');
  expect(header).toEqual(HEADER);
  expect(ended).toBe(true);
  expect(entries).toMatchObject([
    { step: CHANGE, done: true, object: null },
    { step: MAKE, done: true, object: { inode: 10 } },
    { step: { path: CHANGE.path, place: { path: '/home/bob' } }, done: false },
  ]);
});

describe('undoing', () => {
  const steps = undoing(parseJournal(written(), 'file'));

  test('goes from the last to the first', () => {
    expect(steps.map(({ kind, path }) => [kind, path])).toEqual([
      ['change', CHANGE.path],
      ['unmake', MAKE.path],
      ['change', CHANGE.path],
    ]);
    expect(steps[2]).toMatchObject({ before: CHANGE.after, after: CHANGE.before, object: CHANGE.object });
    expect(steps[1]).toMatchObject({ object: { inode: 10 }, before: MAKE.after, after: null, as: MAKE.as });
  });

  test('knows what a killed change leaves: the new owner, and the old mode without its set-id bits', () => {
    expect(steps[0]?.between).toContainEqual({ uid: 3001, gid: 100, mode: 0o777 });
    expect(steps[2]?.between).not.toContainEqual({ uid: 3001, gid: 100, mode: 0o777 });
  });
});

test.each([
  ['no JSON', 'passwd line 1: no line of a journal', 'root:x:0:0::/root:/bin/sh\n'],
  ['another file', 'passwd is no journal of qmail-lint', '{"format":"qmail-lint/config"}\n'],
  ['a step out of turn', 'passwd line 2: no line of a journal', `${JSON.stringify(HEADER)}\n{"begin":1,"step":{}}\n`],
  [
    'a step without its place',
    'passwd line 2: no line of a journal',
    `${JSON.stringify(HEADER)}\n{"begin":0,"step":{"kind":"make","path":"/","type":"dir","place":0}}\n`,
  ],
  ['a line of nothing', 'passwd line 2: no line of a journal', `${JSON.stringify(HEADER)}\nnull\n`],
])('%s is an error in one line', (_, says, text) => {
  expect(() => parseJournal(text, 'passwd')).toThrow(says);
});

test('a run that was killed before its first line was whole has nothing to undo', () => {
  expect(parseJournal('{"format":"qmail', 'file')).toEqual({ header: null, entries: [], ended: false });
});

test('nothing begins that cannot be written down, and nothing is written after that', () => {
  let room = 3;
  const lines: string[] = [];
  const journal = journalTo((line) => {
    room -= 1;
    if (room < 0) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    lines.push(line);
  }, HEADER);
  journal.begin(CHANGE);
  journal.done(0);
  expect(() => journal.begin(MAKE)).toThrow(JournalError);
  room = 9;
  expect(() => journal.begin(MAKE)).toThrow(JournalError);
  journal.end();
  expect(lines).toHaveLength(3);
});
