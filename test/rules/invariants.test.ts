/** Each invariant of qmail's configuration is a rule's, or is named as deliberately not checked: never neither, never both. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { RULES } from '../../src/checks/index.ts';

/** How many there are of each letter. */
const COUNTS = { A: 30, B: 54, C: 17, D: 15, E: 8, F: 33, G: 22, H: 38, I: 10, J: 16, K: 8, L: 21 };
const INVARIANTS = [
  ...Object.entries(COUNTS).flatMap(([letter, count]) =>
    Array.from({ length: count }, (_, index) => `${letter}${String(index + 1).padStart(2, '0')}`),
  ),
  'G07b',
];

const page = readFileSync('docs/not-checked.md', 'utf8');
const rows = [...page.matchAll(/^\| ([A-L]\d\db?) \|/gm)].map(([, id]) => id ?? '');
const notChecked = new Set(rows);
const ruled = new Set(RULES.flatMap(({ rule }) => rule.facts ?? []));

test('each invariant has a rule or a reason', () => {
  expect(INVARIANTS.filter((id) => !ruled.has(id) && !notChecked.has(id))).toEqual([]);
});

test('none has both', () => {
  expect(INVARIANTS.filter((id) => ruled.has(id) && notChecked.has(id))).toEqual([]);
});

test('no other is named', () => {
  expect([...ruled, ...notChecked].filter((id) => !INVARIANTS.includes(id))).toEqual([]);
});

test('the page says the same in both languages', () => {
  const half = rows.length / 2;
  expect(rows.slice(half)).toEqual(rows.slice(0, half));
  expect(half).toBe(notChecked.size);
});
