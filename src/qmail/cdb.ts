/**
 * The constant data base of users/cdb, morercpthosts.cdb, tcprules and fastforward: a header of 256 tables, the
 * records, the hash tables. All numbers are 32 bits, little-endian. Keys and data are byte strings.
 */

/** The file lacks bytes that were needed, or contradicts itself. */
export class CdbError extends Error {
  override readonly name = 'CdbError';
}

export interface CdbEntry {
  readonly key: string;
  readonly value: string;
}

/** Where the data of a record lie in the file. `length` is what the record claims: the file may end before. */
export interface CdbPlace {
  readonly at: number;
  readonly length: number;
}

interface Slot {
  readonly hash: number;
  /** Where its record starts; 0 for an empty slot. */
  readonly record: number;
}

const HEADER = 2048;
const TABLES = 256;

/** qmail compares a key in pieces of this size, and sees no bytes behind the first piece that differs. */
const COMPARED_AT_ONCE = 32;

/**
 * Where the data of the first record for `key` lie, or null. Reads no more of the file than the real lookup does, so
 * damage elsewhere goes unseen here too, and the data themselves are not read (what asks only whether a key is there,
 * as qmail-smtpd does of morercpthosts.cdb, needs none).
 *
 * Throws CdbError where the real lookup meets the end of the file. Source: `cdb_seek.c:48`.
 */
export function cdbSeek(file: Buffer, key: string): CdbPlace | null {
  const wanted = Buffer.from(key, 'latin1');
  const hash = cdbHash(wanted);
  const { position, slots } = tableAt(file, hash & 255);
  if (slots === 0) return null;
  let index = (hash >>> 8) % slots;
  for (let seen = 0; seen < slots; seen++) {
    const slot = slotAt(file, position, index);
    if (slot.record === 0) return null;
    if (slot.hash === hash) {
      const place = recordWithKey(file, slot.record, wanted);
      if (place !== null) return place;
    }
    index = index + 1 === slots ? 0 : index + 1;
  }
  return null;
}

/**
 * The data of the first record for `key`, or null. Throws CdbError where looking it up, or reading the data it found,
 * meets the end of the file. Source: `cdb_seek.c:48`, `qmail-lspawn.c:120`.
 */
export function cdbFind(file: Buffer, key: string): string | null {
  const place = cdbSeek(file, key);
  if (place === null) return null;
  need(file, place.at, place.length);
  return file.toString('latin1', place.at, place.at + place.length);
}

/**
 * Every record in file order, duplicates too.
 *
 * Throws CdbError unless the file is consistent: the tables lie inside it and do not overlap, the records fill the
 * room before them exactly, every slot belongs to a record with its hash, and every record has a slot. Source of the
 * layout: `cdbmss.c`, `cdbmake_add.c:80`.
 */
export function cdbEntries(file: Buffer): CdbEntry[] {
  const tables = Array.from({ length: TABLES }, (_, number) => ({ number, ...tableAt(file, number) }));
  // A table without slots may have any position: nobody follows it.
  const used = tables.filter((table) => table.slots > 0);
  const end = used.reduce((least, table) => Math.min(least, table.position), file.length);
  if (end < HEADER) throw new CdbError('a hash table lies inside the header');
  const room = used.reduce((sum, table) => sum + 8 * table.slots, 0);
  if (room > file.length - end) throw new CdbError('the hash tables do not fit into the file');

  const entries: CdbEntry[] = [];
  const hashes = new Map<number, number>();
  for (let at = HEADER; at < end; ) {
    const [key, value] = recordAt(file, at, end);
    hashes.set(at, cdbHash(key));
    entries.push({ key: key.toString('latin1'), value: value.toString('latin1') });
    at += 8 + key.length + value.length;
  }
  const reached = new Set<number>();
  for (const { number, position, slots } of used) {
    for (let index = 0; index < slots; index++) {
      const slot = slotAt(file, position, index);
      if (slot.record === 0) continue;
      if (hashes.get(slot.record) !== slot.hash || (slot.hash & 255) !== number) {
        throw new CdbError(`a slot of table ${number} belongs to no record`);
      }
      reached.add(slot.record);
    }
  }
  if (reached.size < hashes.size) throw new CdbError('a record has no slot');
  return entries;
}

/** Whether some lookup would meet the end of the file: in a table, or in the record that a slot leads to. */
export function isCut(file: Buffer): boolean {
  try {
    for (let number = 0; number < TABLES; number++) {
      const { position, slots } = tableAt(file, number);
      for (let index = 0; index < slots; index++) {
        const { record } = slotAt(file, position, index);
        if (record !== 0) recordAt(file, record, file.length);
      }
    }
    return false;
  } catch (error) {
    if (error instanceof CdbError) return true;
    throw error;
  }
}

/**
 * The file that qmail-newu, qmail-newmrh and tcprules write for these records, byte for byte. Duplicates are kept; the
 * first is the one that a lookup finds. Source: `cdbmss.c`, `cdbmake_add.c:32`, ucspi-tcp `cdb_make.c`.
 */
export function cdbMake(entries: Iterable<CdbEntry>): Buffer {
  const header = Buffer.alloc(HEADER);
  const parts: Buffer[] = [header];
  const tables: Slot[][] = Array.from({ length: TABLES }, () => []);
  let at = HEADER;
  for (const { key, value } of entries) {
    const keyBytes = Buffer.from(key, 'latin1');
    const valueBytes = Buffer.from(value, 'latin1');
    const hash = cdbHash(keyBytes);
    tables[hash & 255]?.push({ hash, record: at });
    parts.push(pair(keyBytes.length, valueBytes.length), keyBytes, valueBytes);
    at += 8 + keyBytes.length + valueBytes.length;
  }
  for (const [number, slots] of tables.entries()) {
    const table = makeTable(slots);
    pair(at, table.length / 8).copy(header, 8 * number);
    parts.push(table);
    at += table.length;
  }
  return Buffer.concat(parts);
}

/** Twice as many slots as records: each record takes the first free one from the place its hash names. */
function makeTable(records: Slot[]): Buffer {
  const slots = 2 * records.length;
  const table = Buffer.alloc(8 * slots);
  const free = Uint32Array.from({ length: slots }, (_, index) => index);
  for (const { hash, record } of records) {
    const index = firstFree(free, (hash >>> 8) % slots);
    table.writeUInt32LE(hash, 8 * index);
    table.writeUInt32LE(record, 8 * index + 4);
    free[index] = (index + 1) % slots;
  }
  return table;
}

/**
 * `free` leads from each slot towards the next free one, and from that to itself. The way is halved as it is walked:
 * a hundred thousand records of one key would otherwise take as many steps each.
 */
function firstFree(free: Uint32Array, from: number): number {
  let index = from;
  for (let next = free[index]; next !== undefined && next !== index; next = free[index]) {
    free[index] = free[next] ?? next;
    index = next;
  }
  return index;
}

/** Source: `cdb_hash.c:3`. */
function cdbHash(key: Buffer): number {
  let hash = 5381;
  for (const byte of key) hash = (Math.imul(hash, 33) ^ byte) >>> 0;
  return hash;
}

function tableAt(file: Buffer, number: number): { position: number; slots: number } {
  need(file, 8 * number, 8);
  return { position: file.readUInt32LE(8 * number), slots: file.readUInt32LE(8 * number + 4) };
}

/** Positions are 32 bits wide in qmail: past 4 GiB they start again at 0. */
function slotAt(file: Buffer, position: number, index: number): Slot {
  const at = (position + 8 * index) % 2 ** 32;
  need(file, at, 8);
  return { hash: file.readUInt32LE(at), record: file.readUInt32LE(at + 4) };
}

function recordWithKey(file: Buffer, at: number, key: Buffer): CdbPlace | null {
  need(file, at, 8);
  if (file.readUInt32LE(at) !== key.length) return null;
  for (let done = 0; done < key.length; done += COMPARED_AT_ONCE) {
    const piece = key.subarray(done, done + COMPARED_AT_ONCE);
    const start = at + 8 + done;
    need(file, start, piece.length);
    if (piece.compare(file, start, start + piece.length) !== 0) return null;
  }
  return { at: at + 8 + key.length, length: file.readUInt32LE(at + 4) };
}

function recordAt(file: Buffer, at: number, end: number): [key: Buffer, value: Buffer] {
  if (at + 8 > end) throw new CdbError(`the record at byte ${at} is cut`);
  const key = at + 8;
  const value = key + file.readUInt32LE(at);
  const next = value + file.readUInt32LE(at + 4);
  if (next > end) throw new CdbError(`the record at byte ${at} is cut`);
  return [file.subarray(key, value), file.subarray(value, next)];
}

function need(file: Buffer, at: number, length: number): void {
  if (length > 0 && at + length > file.length) throw new CdbError(`the file ends before byte ${at + length}`);
}

function pair(first: number, second: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(first, 0);
  bytes.writeUInt32LE(second, 4);
  return bytes;
}
