/** What of local mail a damaged users/cdb takes along. */
import { expect, test } from 'vitest';
import { type CdbEntry, cdbMake } from '../../src/qmail/cdb.ts';
import { auditImage } from '../support/audit.ts';
import { setUp } from '../support/setup.ts';

const HEADER = 2048;
const WILD: CdbEntry = { key: '', value: '' };

function record(name: string): CdbEntry {
  return { key: `!${name}\0`, value: 'alice\x003001\x00100\x00/home/alice\x00\x00' };
}

async function said(cdb: Buffer): Promise<unknown> {
  const setup = { '/var/qmail/users/cdb': { type: 'file', base64: cdb.toString('base64') } };
  const { findings } = await auditImage(setUp(setup));
  const broken = findings.filter(({ rule }) => rule === 'users-cdb-broken');
  return broken.map(({ fold, prevents }) => [fold.split(' ')[1], prevents.map(({ id }) => id)]);
}

test('the record of postmaster alone: other mail is not said to be deferred', async () => {
  const cdb = cdbMake([WILD, record('postmaster')]);
  cdb.writeUInt32LE(100_000, HEADER + 8 + 4); // the length of its value, after the record of the wildcards
  expect(await said(cdb)).toEqual([['partly-no-source', ['LSPAWN-2']]]);
});

test('the record that every look-up needs', async () => {
  const cdb = cdbMake([WILD, record('postmaster')]);
  cdb.writeUInt32LE(100_000, HEADER + 4);
  expect(await said(cdb)).toEqual([['default-no-source', ['LSPAWN-2']]]);
});

test('a record that nothing leads to: nothing is deferred, and its mail goes another way in silence', async () => {
  const cdb = cdbMake([WILD, record('zed')]);
  for (let table = 0; table < 256; table += 1) {
    const at = cdb.readUInt32LE(8 * table);
    for (let slot = at; slot < at + 8 * cdb.readUInt32LE(8 * table + 4); slot += 8)
      if (cdb.readUInt32LE(slot + 4) === HEADER + 8) cdb.fill(0, slot, slot + 8);
  }
  expect(await said(cdb)).toEqual([['partly-no-source', ['LSPAWN-Q1']]]);
});
