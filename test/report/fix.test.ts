/** A plan as a person reads it. */
import { expect, test } from 'vitest';
import type { RepairPlace } from '../../src/checks/check.ts';
import type { Step } from '../../src/fix/step.ts';
import { accountsFrom } from '../../src/host/accounts.ts';
import { planTable } from '../../src/report/fix.ts';
import type { Look } from '../../src/report/format.ts';

const QUEUE: RepairPlace = {
  kind: 'queue',
  path: '/var/qmail/queue',
  real: '/var/qmail/queue',
  device: 1,
  uid: 0,
  gid: 0,
  user: null,
};

/** As a plan has them: in the order of their paths. */
function steps(paths: readonly string[], mode = 0o750): Step[] {
  return paths.toSorted().map((path) => ({
    kind: 'make',
    rules: ['queue-incomplete'],
    place: QUEUE,
    path: `/var/qmail/queue/${path}`,
    type: 'dir',
    object: null,
    before: null,
    after: { uid: 7794, gid: 2107, mode },
    as: null,
  }));
}

function lines(all: readonly Step[], look: Partial<Look> = {}): string[] {
  const accounts = accountsFrom([{ name: 'qmailq', uid: 7794, gid: 2107, home: '/var/qmail' }], []);
  const plan = { steps: all, refused: [], home: '/var/qmail', root: '', accounts };
  const text = [...planTable(plan, { language: 'en', colour: false, all: false, width: 100, ...look } as Look)].join(
    '',
  );
  return text.trimEnd().split('\n').slice(1);
}

const split = (dir: string, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => `${dir}/${from + at}`);
const MADE = 'make the directory, mode 0750, owner qmailq:2107  queue-incomplete';

test('split directories that change in the same way are one line with their number', () => {
  expect(lines(steps([...split('mess', 0, 22), ...split('remote', 0, 22)]))).toEqual([
    `  /var/qmail/queue/mess/0..22 (23): ${MADE}`,
    `  /var/qmail/queue/remote/0..22 (23): ${MADE}`,
  ]);
});

test('a gap parts them, and two are no row', () => {
  expect(lines(steps(['mess', ...split('mess', 0, 1), ...split('mess', 9, 12), 'mess/x']))).toEqual([
    `  /var/qmail/queue/mess: ${MADE}`,
    `  /var/qmail/queue/mess/0: ${MADE}`,
    `  /var/qmail/queue/mess/1: ${MADE}`,
    `  /var/qmail/queue/mess/9..12 (4): ${MADE}`,
    `  /var/qmail/queue/mess/x: ${MADE}`,
  ]);
});

test('what changes in another way stands for itself', () => {
  const some = [...steps(split('mess', 0, 4)), ...steps(['mess/5'], 0o700)];
  expect(lines(some)).toEqual([
    `  /var/qmail/queue/mess/0..4 (5): ${MADE}`,
    `  /var/qmail/queue/mess/5: ${MADE.replace('0750', '0700')}`,
  ]);
});

test('a name with a nought before it is no number of a split directory', () => {
  expect(lines(steps(['mess/00', 'mess/01', 'mess/02']))).toHaveLength(3);
});

test('--all lists each', () => {
  expect(lines(steps(split('mess', 0, 22)), { all: true })).toHaveLength(23);
});
