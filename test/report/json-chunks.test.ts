/** JSON in pieces is the JSON that it would be in one. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonChunks } from '../../src/report/json-chunks.ts';

test('as JSON.stringify writes it, lists by iterators too', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue()), (value, list) => {
      const whole = { ...value, list, below: { list, other: 1 }, nothing: undefined };
      const pieces = { ...value, list: list.values(), below: { list: list.values(), other: 1 }, nothing: undefined };
      expect([...jsonChunks(pieces)].join('')).toBe(`${JSON.stringify(whole, null, 2)}\n`);
    }),
  );
});
