/** Why something was not checked: each sentence of the code has its Japanese. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { reasonIn } from '../../src/report/reasons.ts';
import { literalsIn, withoutHoles } from '../support/holes.ts';

const JAPANESE = /[\u3040-\u30ff\u4e00-\u9fff]/;

const reasons = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .flatMap((name) => {
    const source = readFileSync(`src/${name}`, 'utf8');
    const thrown = source.matchAll(/new CouldNotCheck\([^;]*?,\s*(['"`])(.*?)\1(?:,\s*'[a-z-]+')?,?\s*\)/gs);
    return [...thrown, ...source.matchAll(/\breason:\s*(['"`])(.*?)\1/gs)].map(([, , text = '']) => withoutHoles(text));
  })
  .filter((text) => /[a-z]{2} [a-z]/.test(text));

test('there are some', () => {
  expect(reasons.length).toBeGreaterThan(20);
});

test.each([...new Set(reasons)])('%s', (reason) => {
  expect(reasonIn('ja', reason)).toMatch(JAPANESE);
  expect(reasonIn('en', reason)).toBe(reason);
});

/** Why a mail was not sent: it stands behind a sentence that is Japanese. */
const unsent = readdirSync('src/mail')
  .flatMap((name) => literalsIn(readFileSync(`src/mail/${name}`, 'utf8'), /new Error\(/g))
  .map(withoutHoles)
  .filter((text) => /[a-z]{2} [a-z]/.test(text));

test.each([
  ...unsent,
  '/x/sendmail: no end after 60 s',
  'cannot read the password /etc/p: no such file',
  '/etc/p can be read by others (mode 644): chmod go-r /etc/p',
])('a mail: %s', (reason) => {
  expect(unsent.length).toBeGreaterThan(1);
  expect(reasonIn('ja', reason)).toMatch(JAPANESE);
});
