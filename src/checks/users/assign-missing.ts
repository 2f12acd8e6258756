import { ROOT, walk } from '../../host/access.ts';
import { CdbError, cdbEntries } from '../../qmail/cdb.ts';
import type { Check } from '../check.ts';

/** users/cdb works without its source, but what it says can neither be seen nor changed (qmail-lspawn.c:110). */
export const check: Check = function* (target) {
  const cdb = target.usersCdb();
  const { home } = target.installation;
  if (typeof cdb === 'string' || walk(target.host, ROOT, `${home}/users/assign`, { follow: false }).ok) return;
  const count = assignments(cdb);
  if (count === 0) return;
  const path = `${home}/users/cdb`;
  yield { data: { path, assign: `${home}/users/assign`, count: String(count) }, subject: { path } };
};

/** None where the file is damaged, which another rule tells. */
function assignments(cdb: Buffer): number {
  try {
    return cdbEntries(cdb).filter(({ key }) => key !== '').length;
  } catch (error) {
    if (error instanceof CdbError) return 0;
    throw error;
  }
}
