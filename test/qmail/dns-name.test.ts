/** Against what ns_name_pton of glibc 2.36 says: -1, or the name in wire form. */
import { expect, test } from 'vitest';
import { isAskable } from '../../src/qmail/dns-name.ts';

const longest = [...Array(3).fill('l'.repeat(63)), 'l'.repeat(61)].join('.');

test.each([
  ['the root', ''],
  ['its dot', '.'],
  ['a dot at the end', 'a.'],
  ['an escaped dot', 'a\\.b'],
  ['a byte in digits', 'a\\123'],
  ['a label of 63', 'l'.repeat(63)],
  ['255 bytes in all', longest],
  ['255 bytes and a dot', `${longest}.`],
])('asked: %s', (_, name) => expect(isAskable(name)).toBe(true));

test.each([
  ['two dots', '..'],
  ['a dot in front', '.a'],
  ['two dots at the end', 'a..'],
  ['a backslash at the end', 'a\\'],
  ['a backslash alone', '\\'],
  ['one digit', 'a\\1'],
  ['two digits', 'a\\12'],
  ['two digits and a letter', 'a\\12x.b'],
  ['no byte', 'a\\256'],
  ['a label of 64', 'l'.repeat(64)],
  ['256 bytes in all', `${longest}l`],
])('not asked: %s', (_, name) => expect(isAskable(name)).toBe(false));
