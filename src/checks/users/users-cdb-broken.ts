import { ROOT, walk } from '../../host/access.ts';
import { type CdbEntry, CdbError, cdbEntries, cdbFind, isCut } from '../../qmail/cdb.ts';
import type { Check } from '../check.ts';

/** The six fields of an assignment (qmail-lspawn.c:206). */
const FIELDS = 6;

/** users/cdb is there and cannot be read as one (qmail-lspawn.c:110), or has a record that is too short. */
export const check: Check = function* (target) {
  const { installation } = target;
  const cdb = target.usersCdb();
  if (cdb === 'absent') return;
  const path = `${installation.home}/users/cdb`;
  const data = { path, newu: `${installation.home}/bin/qmail-newu` };
  const assign = walk(target.host, ROOT, `${installation.home}/users/assign`);
  const suffix = assign.ok ? '' : '-no-source';
  const trouble = cdb !== 'unreadable' && stopsAll(cdb);
  const entries = cdb === 'unreadable' || trouble ? null : entriesOf(cdb);
  if (cdb === 'unreadable' || entries === null) {
    const message = cdb === 'unreadable' ? 'unreadable' : trouble ? `default${suffix}` : `partly${suffix}`;
    const cut = cdb === 'unreadable' || trouble || isCut(cdb);
    yield { message, data, subject: { path }, prevents: [{ id: cut ? 'LSPAWN-2' : 'LSPAWN-Q1' }] };
    return;
  }
  for (const { key, value } of entries) {
    if (key === '' || value.split('\0').length >= FIELDS) continue;
    const name = key.replace(/^!|\0$/g, '');
    yield { message: 'short', data: { ...data, name }, subject: { path }, prevents: [{ id: 'LSPAWN-7' }] };
  }
};

/** The characters before which a wildcard may end are looked up for every recipient (qmail-lspawn.c:125). */
function stopsAll(cdb: Buffer): boolean {
  try {
    return cdbFind(cdb, '') === null;
  } catch (error) {
    if (error instanceof CdbError) return true;
    throw error;
  }
}

function entriesOf(cdb: Buffer): CdbEntry[] | null {
  try {
    return cdbEntries(cdb);
  } catch (error) {
    if (error instanceof CdbError) return null;
    throw error;
  }
}
