/** Points in time as people type them. */
import { expect, test } from 'vitest';
import { secondsOf } from '../../src/commands/when.ts';

const NOW = new Date(2026, 10, 24, 15, 30, 0).getTime() / 1000;
const at = (...date: [number, number, number, number?, number?, number?]) => new Date(...date).getTime() / 1000;
const HOUR = 3600;

test.each<[string, number]>([
  ['2h', NOW - 2 * HOUR],
  ['2 hours', NOW - 2 * HOUR],
  ['2 Hours ago', NOW - 2 * HOUR],
  ['-2h', NOW - 2 * HOUR],
  ['1h30m', NOW - 1.5 * HOUR],
  ['1 day 2 hours ago', NOW - 26 * HOUR],
  ['5min', NOW - 300],
  ['90s', NOW - 90],
  ['3d', NOW - 72 * HOUR],
  ['2 weeks', NOW - 14 * 24 * HOUR],
  ['2時間前', NOW - 2 * HOUR],
  ['3日前', NOW - 72 * HOUR],
  ['now', NOW],
  ['today', at(2026, 10, 24)],
  ['yesterday', at(2026, 10, 23)],
  ['昨日', at(2026, 10, 23)],
  ['yesterday 22:00', at(2026, 10, 23, 22)],
  ['10:00', at(2026, 10, 24, 10)],
  ['22:00', at(2026, 10, 23, 22)],
  ['02:21:08', at(2026, 10, 24, 2, 21, 8)],
  ['2026-11-24', at(2026, 10, 24)],
  ['2026/11/24', at(2026, 10, 24)],
  ['20261124', at(2026, 10, 24)],
  ['2026-11-24 02:21', at(2026, 10, 24, 2, 21)],
  ['2026-11-24T02:21:08', at(2026, 10, 24, 2, 21, 8)],
  ['2026-11-24T02:21:08Z', Date.UTC(2026, 10, 24, 2, 21, 8) / 1000],
  ['2026-11-24T11:21:08+09:00', Date.UTC(2026, 10, 24, 2, 21, 8) / 1000],
  ['2026-11-24T02:21:08.405Z', Date.UTC(2026, 10, 24, 2, 21, 8) / 1000 + 0.405],
  ['Nov 24', at(2026, 10, 24)],
  ['Nov  4 02:21:08', at(2026, 10, 4, 2, 21, 8)],
  ['Dec 31', at(2025, 11, 31)],
  ['24 Nov 2025', at(2025, 10, 24)],
  ['November 24, 2025 10:00', at(2025, 10, 24, 10)],
  ['@400000006b04f47a1831041c', 1795486832.4058],
  ['1795486868.516978', 1795486868.516978],
  ['@1795486868', 1795486868],
])('%s', (text, seconds) => {
  expect(secondsOf('--since', text, NOW)).toBeCloseTo(seconds, 3);
});

test.each([
  '',
  ' ',
  'soon',
  'tomorrow',
  '2 moons',
  '25:00',
  '10:61',
  '2026-02-30',
  '2026-13-01',
  'Foo 3',
  'Feb 30',
  '3',
  '2h x',
  '@400',
])('%j is none', (text) => {
  expect(() => secondsOf('--since', text, NOW)).toThrow(/^--since .*: give 2h, 3d, yesterday/s);
});
