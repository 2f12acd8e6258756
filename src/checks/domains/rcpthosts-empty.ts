import { rcpthostsOf, refusesAll, relaysForAll } from '../accepted.ts';
import type { Check } from '../check.ts';
import { ownDomains } from '../routing.ts';
import { controlPath } from '../text.ts';

/** A rcpthosts without an entry, and no cdb with one: no recipient with a domain is taken (rcpthosts.c:46). */
export const check: Check = function* (target) {
  if (!refusesAll(rcpthostsOf(target)) || relaysForAll(target.services)) return;
  const path = controlPath(target, 'rcpthosts');
  yield { data: { path, domains: ownDomains(target) }, subject: { path } };
};
