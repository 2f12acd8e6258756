import { CouldNotCheck } from '../../host/host.ts';
import { CdbError, cdbEntries } from '../../qmail/cdb.ts';
import { morercpthostsKeys } from '../../qmail/newmrh.ts';
import { rcpthostsOf } from '../accepted.ts';
import type { Check, Report, Skipped, Target } from '../check.ts';
import { COMPILED, controlStat, effective, isConsulted, newmrh, SOURCE, someOf } from '../morercpthosts.ts';
import { controlPath } from '../text.ts';

/** What the cdb holds against what its source compiles to; times tell only where contents cannot be had. */
export const check: Check = function* (target) {
  if (!isConsulted(target)) return;
  if (controlStat(target, SOURCE)?.type !== 'file' || controlStat(target, COMPILED)?.type !== 'file') return;
  try {
    yield* byContent(target);
  } catch (error) {
    if (error instanceof CdbError) return;
    if (!(error instanceof CouldNotCheck)) throw error;
    yield* byTime(target, error);
  }
};

function* byContent(target: Target): Generator<Report> {
  const source = target.control(SOURCE);
  const rcpthosts = rcpthostsOf(target);
  if (source.state !== 'present' || typeof rcpthosts.cdb === 'string') return;
  const compiled = new Set(cdbEntries(rcpthosts.cdb).map(({ key }) => key));
  const written = new Set(morercpthostsKeys(source.text).map(({ key }) => key));
  yield* differences(
    target,
    'missing',
    effective(
      rcpthosts,
      [...written].filter((key) => !compiled.has(key)),
    ),
  );
  yield* differences(
    target,
    'extra',
    effective(
      rcpthosts,
      [...compiled].filter((key) => !written.has(key)),
    ),
  );
}

function* differences(target: Target, message: 'missing' | 'extra', domains: readonly string[]): Generator<Report> {
  const [domain] = domains;
  if (domain === undefined) return;
  yield {
    message,
    data: { domains: someOf(domains), source: controlPath(target, SOURCE), newmrh: newmrh(target) },
    subject: { path: controlPath(target, COMPILED), domain },
    prevents: [{ id: message === 'missing' ? 'SMTPD-8' : 'SMTPD-Q9' }],
  };
}

/** As qmail-showctl compares them, in whole seconds. */
function* byTime(target: Target, why: CouldNotCheck): Generator<Report | Skipped> {
  const source = controlStat(target, SOURCE)?.mtime;
  const compiled = controlStat(target, COMPILED)?.mtime;
  if (source === undefined || compiled === undefined) {
    yield { skip: 'could-not', reason: why.reason, path: why.path };
  } else if (Math.floor(source) > Math.floor(compiled)) {
    yield {
      message: 'older',
      data: { source: controlPath(target, SOURCE), newmrh: newmrh(target) },
      subject: { path: controlPath(target, COMPILED) },
      prevents: [{ id: 'SHOWCTL-9' }],
    };
  }
}
