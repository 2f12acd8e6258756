import { CdbError, cdbEntries } from '../../qmail/cdb.ts';
import { rcpthostsOf } from '../accepted.ts';
import type { Check } from '../check.ts';
import { COMPILED, controlStat, isConsulted, newmrh, SOURCE } from '../morercpthosts.ts';
import { controlPath } from '../text.ts';

/**
 * A cdb that is cut or inconsistent ends the talk at a recipient whose lookup meets the damage (cdb_seek.c:21, qmail-smtpd.c:211). One that
 * qmail-smtpd may not open is for the rule on all control files.
 */
export const check: Check = function* (target) {
  if (!isConsulted(target) || controlStat(target, COMPILED)?.type !== 'file') return;
  const path = controlPath(target, COMPILED);
  const { cdb } = rcpthostsOf(target);
  if (typeof cdb === 'string' || !isBroken(cdb)) return;
  const hasSource = controlStat(target, SOURCE) !== null;
  yield {
    message: hasSource ? 'damaged' : 'damaged-no-source',
    data: { path, source: controlPath(target, SOURCE), newmrh: newmrh(target) },
    subject: { path },
  };
};

function isBroken(cdb: Buffer): boolean {
  try {
    cdbEntries(cdb);
    return false;
  } catch (error) {
    if (error instanceof CdbError) return true;
    throw error;
  }
}
