import { rcpthostsOf, refusesAll, relaysForAll } from '../accepted.ts';
import type { Check, Target } from '../check.ts';
import { takesNothingFromOutside } from '../exposure.ts';
import { ownDomains } from '../routing.ts';
import { controlPath } from '../text.ts';

/** A rcpthosts without an entry, and no cdb with one: no recipient with a domain is taken (rcpthosts.c:46). */
export const check: Check = function* (target) {
  if (!refusesAll(rcpthostsOf(target)) || relaysForAll(target.services)) return;
  // control/control-not-a-file tells of what only reads as an empty file.
  const file = target.control('rcpthosts');
  if (file.state === 'present' && (file.stat?.type ?? 'file') !== 'file') return;
  if (takesNothingFromOutside(target) || isForSubmission(target)) return;
  const path = controlPath(target, 'rcpthosts');
  yield { data: { path, domains: ownDomains(target) }, subject: { path } };
};

/** Whether clients submit mail to every SMTP server here, and other servers bring none. */
function isForSubmission({ services: { smtp } }: Target): boolean {
  return smtp.length > 0 && smtp.every(({ port }) => /^(587|465|submissions?|smtps)$/.test(port ?? ''));
}
