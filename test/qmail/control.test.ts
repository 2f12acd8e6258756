import { expect, test } from 'vitest';
import { scanInt } from '../../src/qmail/control.ts';
import { parseInstructions } from '../../src/qmail/dot-qmail.ts';
import { morercpthostsKeys } from '../../src/qmail/newmrh.ts';

test('an integer wraps at 64 bits and is cut to 32, however many digits it has', () => {
  expect(scanInt('604800')).toBe(604800);
  expect(scanInt('4294967295')).toBe(-1);
  expect(scanInt('18446744073709551617')).toBe(1);
  expect(scanInt(`${'0'.repeat(5000)}7`)).toBe(7);
  expect(scanInt(`${'9'.repeat(5000)}`)).toBe(Number(BigInt.asIntN(32, BigInt('9'.repeat(5000)))));
});

test('a long row of blanks takes no longer than its length', () => {
  const blanks = ' '.repeat(1_000_000);
  expect(parseInstructions(`${blanks}x${blanks}\n`)).toMatchObject([{ kind: 'forward', target: `${blanks}x` }]);
  expect(morercpthostsKeys(`a${blanks}b${blanks}\n`)).toEqual([{ key: `a${blanks}b`, line: 1 }]);
});
