import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CdbError, cdbEntries, cdbFind, cdbMake, cdbSeek } from '../../src/qmail/cdb.ts';
import { readCases } from '../support/cases.ts';

const bytes = fc.uint8Array({ maxLength: 80 }).map((array) => Buffer.from(array).toString('latin1'));
const entries = fc.array(fc.record({ key: bytes, value: bytes }), { maxLength: 40 });
/** Keys that are often the same, or often meet in one table. */
const crowded = fc.array(fc.record({ key: fc.constantFrom('', 'a', 'b', 'aa'), value: bytes }), { maxLength: 40 });

/** What was asked, or the CdbError that came instead; any other error fails the test. */
function attempt<T>(ask: () => T): T | CdbError {
  try {
    return ask();
  } catch (error) {
    if (error instanceof CdbError) return error;
    throw error;
  }
}

const recorded: { name: string; cdb: Buffer }[] = [];
for (const { name, cdb } of readCases<{ name: string; cdb?: string }>('tcprules')) {
  if (cdb !== undefined) recorded.push({ name: `tcprules ${name}`, cdb: Buffer.from(cdb, 'base64') });
}
interface Installation {
  name: string;
  image: { files: { path: string; base64?: string }[] };
}
for (const { name, image } of readCases<Installation>('installations')) {
  for (const { path, base64 } of image.files) {
    if (base64 === undefined || !path.endsWith('cdb')) continue;
    recorded.push({ name: `${name} ${path}`, cdb: Buffer.from(base64, 'base64') });
  }
}

describe('files that real programs made', () => {
  it('are there in numbers', () => {
    expect(recorded.length).toBeGreaterThan(190);
    expect(recorded.some(({ name }) => name.endsWith('users/cdb'))).toBe(true);
    expect(recorded.some(({ name }) => name.endsWith('morercpthosts.cdb'))).toBe(true);
  });

  it('come out again byte for byte', () => {
    for (const { name, cdb } of recorded) {
      expect(cdbMake(cdbEntries(cdb)).equals(cdb), name).toBe(true);
    }
  });

  it('answer for every key with its first record', () => {
    for (const { name, cdb } of recorded) {
      const seen = new Set<string>();
      for (const { key, value } of cdbEntries(cdb)) {
        if (!seen.has(key)) expect(cdbFind(cdb, key), name).toBe(value);
        seen.add(key);
      }
    }
  });
});

describe('cdbFind', () => {
  it('finds what cdbMake was given, the first of each key, and nothing else', () => {
    fc.assert(
      fc.property(fc.oneof(entries, crowded), bytes, (records, other) => {
        const file = cdbMake(records);
        for (const key of [...records.map((record) => record.key), other]) {
          expect(cdbFind(file, key)).toBe(records.find((record) => record.key === key)?.value ?? null);
        }
      }),
    );
  });

  it('tells an empty file from an empty table', () => {
    expect(() => cdbFind(Buffer.alloc(0), '')).toThrow(CdbError);
    expect(() => cdbFind(Buffer.alloc(2047), 'a')).not.toThrow();
    expect(cdbFind(Buffer.alloc(2048), 'a')).toBeNull();
  });

  it('needs only the bytes that the lookup of this key reads', () => {
    const file = cdbMake([
      { key: 'a', value: 'first' },
      { key: 'b', value: 'second' },
    ]);
    // Table 196 serves `a`, 199 serves `b`: the last two slots of the file are those of `b`.
    const cut = file.subarray(0, -16);
    expect(cdbFind(cut, 'a')).toBe('first');
    expect(() => cdbFind(cut, 'b')).toThrow(CdbError);
    expect(cdbFind(cut, 'c')).toBeNull();
    expect(() => cdbEntries(cut)).toThrow(CdbError);
  });

  it('sees that the data are cut, where cdbSeek, which does not read them, finds the record', () => {
    const file = cdbMake([{ key: 'a', value: 'data' }]);
    file.writeUInt32LE(1000, 2048 + 4);
    expect(cdbSeek(file, 'a')).toEqual({ at: 2048 + 8 + 1, length: 1000 });
    expect(() => cdbFind(file, 'a')).toThrow(CdbError);
  });

  it('does not read behind the first 32 bytes that differ', () => {
    const key = 'k'.repeat(70);
    const made = cdbMake([{ key, value: '' }]);
    const end = made.length;
    // The slot leads to a record at the end of the file, which holds only the first 40 bytes of its key.
    const record = Buffer.alloc(8 + 40, 'k');
    record.writeUInt32LE(70, 0);
    const file = Buffer.concat([made, record]);
    const slot = [0, 1].map((index) => end - 16 + 8 * index).find((at) => file.readUInt32LE(at + 4) === 2048) ?? 0;
    file.writeUInt32LE(end, slot + 4);
    expect(() => cdbFind(file, key)).toThrow(CdbError);
    file.write('x', end + 8);
    expect(cdbFind(file, key)).toBeNull();
  });

  it('takes no record of another length for it', () => {
    const file = cdbMake([{ key: 'a', value: 'xyz' }]);
    file.writeUInt32LE(2, 2048);
    expect(cdbFind(file, 'a')).toBeNull();
  });

  it('follows a table past 4 GiB to the start of the file, as 32-bit positions do', () => {
    const file = Buffer.alloc(4096);
    const key = '';
    const table = 5381 & 255;
    file.writeUInt32LE(2 ** 32 - 8, 8 * table);
    file.writeUInt32LE(2 ** 20, 8 * table + 4);
    // Slot 5381 >> 8 = 21 is at byte 8 * 20 of the file, and empty.
    expect(cdbFind(file, key)).toBeNull();
    file.writeUInt32LE(5381, 8 * 20);
    file.writeUInt32LE(2048, 8 * 20 + 4);
    file.writeUInt32LE(3, 2048 + 4);
    file.write('abc', 2048 + 8);
    expect(cdbFind(file, key)).toBe('abc');
  });
});

describe('cdbMake', () => {
  it('writes only the header for no records, each table at its end', () => {
    const file = cdbMake([]);
    expect(file.length).toBe(2048);
    for (let at = 0; at < 2048; at += 8) {
      expect([file.readUInt32LE(at), file.readUInt32LE(at + 4)]).toEqual([2048, 0]);
    }
  });

  it('takes a hundred thousand records of one key in its stride', () => {
    const file = cdbMake(Array.from({ length: 100_000 }, () => ({ key: 'a', value: '' })));
    expect(cdbEntries(file)).toHaveLength(100_000);
  });
});

describe('cdbEntries', () => {
  it('gives back what cdbMake was given, duplicates too', () => {
    fc.assert(
      fc.property(fc.oneof(entries, crowded), (records) => {
        expect(cdbEntries(cdbMake(records))).toEqual(records);
      }),
    );
  });

  it('refuses a file that was cut anywhere', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ key: bytes, value: bytes }), { minLength: 1 }), fc.nat(), (records, cut) => {
        const file = cdbMake(records);
        expect(() => cdbEntries(file.subarray(0, cut % file.length))).toThrow(CdbError);
      }),
    );
  });

  it.each<[string, (file: Buffer) => void]>([
    ['a table inside the header', (file) => file.writeUInt32LE(0, 8 * 196)],
    ['a table that ends behind the file', (file) => file.writeUInt32LE(3, 8 * 196 + 4)],
    ['a record longer than the room before the tables', (file) => file.writeUInt32LE(9, 2048 + 4)],
    ['a record shorter than that', (file) => file.writeUInt32LE(0, 2048 + 4)],
    ['a key that hashes to another table', (file) => file.write('b', 2048 + 8)],
    ['a table in the place of another', (file) => file.copyWithin(0, 8 * 196, 8 * 197).fill(0, 8 * 196, 8 * 197)],
    ['a slot that points elsewhere', (file) => file.writeUInt32LE(2049, usedSlot(file) + 4)],
    ['a record that no slot leads to', (file) => file.writeUInt32LE(0, usedSlot(file) + 4)],
  ])('refuses %s', (_, damage) => {
    const file = cdbMake([{ key: 'a', value: 'data' }]);
    damage(file);
    expect(() => cdbEntries(file)).toThrow(CdbError);
  });
});

it('cdbEntries refuses tables that overlap', () => {
  const file = Buffer.alloc(2048 + 16);
  for (const table of [0, 1]) {
    file.writeUInt32LE(2048, 8 * table);
    file.writeUInt32LE(table === 0 ? 2 : 1, 8 * table + 4);
  }
  expect(() => cdbEntries(file)).toThrow(CdbError);
});

/** Of the two slots at the end of a file with one record, the one in use. */
function usedSlot(file: Buffer): number {
  const at = file.length - 16;
  return file.readUInt32LE(at + 4) === 0 ? at + 8 : at;
}

describe('arbitrary bytes', () => {
  const small = fc.uint8Array({ maxLength: 200 });
  const random = fc.uint8Array({ minLength: 1900, maxLength: 6000, size: 'max' });
  /** A sound file with some bytes changed, which gets further into the code than noise. */
  const damaged = fc
    .tuple(fc.oneof(entries, crowded), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }))
    .map(([records, changes]) => {
      const file = cdbMake(records);
      for (const [at, byte] of changes) file[at % file.length] = byte;
      return file;
    });

  it('bring no other error than CdbError, and end', () => {
    fc.assert(
      fc.property(fc.oneof(small, random, damaged), bytes, (content, key) => {
        const file = Buffer.from(content);
        for (const wanted of [key, '', 'a', 'aa']) attempt(() => cdbFind(file, wanted));
        attempt(() => cdbEntries(file));
      }),
      { numRuns: 300 },
    );
  });

  it('end where every table claims four thousand million slots', () => {
    const file = Buffer.alloc(1 << 20);
    for (let at = 0; at < 2048; at += 8) {
      file.writeUInt32LE(2048, at);
      file.writeUInt32LE(0xffffffff, at + 4);
    }
    file.fill(1, 2048);
    expect(attempt(() => cdbFind(file, 'a'))).toBeInstanceOf(CdbError);
    expect(attempt(() => cdbEntries(file))).toBeInstanceOf(CdbError);
  });
});
