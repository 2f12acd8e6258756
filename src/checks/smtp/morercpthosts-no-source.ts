import { CdbError, cdbEntries } from '../../qmail/cdb.ts';
import { rcpthostsOf } from '../accepted.ts';
import type { Check } from '../check.ts';
import { COMPILED, controlStat, isConsulted, newmrh, SOURCE, someOf } from '../morercpthosts.ts';
import { controlPath } from '../text.ts';

/** A cdb whose source is gone works, and cannot be made again (qmail-newmrh.c:43). */
export const check: Check = function* (target) {
  if (!isConsulted(target) || controlStat(target, SOURCE) !== null) return;
  if (controlStat(target, COMPILED)?.type !== 'file') return;
  const { cdb } = rcpthostsOf(target);
  const domains = typeof cdb === 'string' ? [] : domainsOf(cdb);
  if (domains.length === 0) return;
  const path = controlPath(target, SOURCE);
  yield {
    data: { path, domains: someOf(domains), newmrh: newmrh(target) },
    subject: { path },
    prevents: [{ id: 'NEWMRH-2', data: { error: 'file does not exist' } }, { id: 'SHOWCTL-7' }],
  };
};

function domainsOf(cdb: Buffer): string[] {
  try {
    return cdbEntries(cdb).map(({ key }) => key);
  } catch (error) {
    if (error instanceof CdbError) return [];
    throw error;
  }
}
