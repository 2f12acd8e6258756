import { CdbError, cdbEntries } from '../../qmail/cdb.ts';
import { openControl } from '../../qmail/control.ts';
import type { Check, Report, Target } from '../check.ts';
import { COMPILED, controlStat, isConsulted, newmrh, rcpthostsOf, SOURCE } from '../morercpthosts.ts';
import { controlPath } from '../text.ts';

/**
 * A cdb that qmail-smtpd may not open ends each talk at once; one that is cut or inconsistent ends it at a recipient whose lookup meets the
 * damage (rcpthosts.c:22, cdb_seek.c:21, qmail-smtpd.c:211).
 */
export const check: Check = function* (target) {
  if (!isConsulted(target) || controlStat(target, COMPILED)?.type !== 'file') return;
  const path = controlPath(target, COMPILED);
  const { cdb } = rcpthostsOf(target);
  if (typeof cdb !== 'string' && isBroken(cdb)) {
    const hasSource = controlStat(target, SOURCE) !== null;
    yield {
      message: hasSource ? 'damaged' : 'damaged-no-source',
      data: { path, source: controlPath(target, SOURCE), newmrh: newmrh(target) },
      subject: { path },
    };
  }
  yield* unreadable(target, path);
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

function* unreadable(target: Target, path: string): Generator<Report> {
  const { host, home, smtpUser } = target.installation;
  if (smtpUser.who === null) return;
  const opened = openControl(host, smtpUser.who, home, `control/${COMPILED}`);
  if (opened.state !== 'unreadable' || opened.errno !== 'EACCES' || opened.stat?.type !== 'file') return;
  yield { message: 'unreadable', data: { path, user: smtpUser.name }, subject: { path } };
}
