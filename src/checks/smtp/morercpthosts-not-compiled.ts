import { morercpthostsKeys } from '../../qmail/newmrh.ts';
import { rcpthostsOf } from '../accepted.ts';
import type { Check } from '../check.ts';
import { COMPILED, controlStat, effective, isConsulted, newmrh, SOURCE, someOf } from '../morercpthosts.ts';
import { controlPath, controlText } from '../text.ts';

/** Only the cdb is looked at (rcpthosts.c:22): without it the domains of the source are unknown. */
export const check: Check = function* (target) {
  if (!isConsulted(target) || controlStat(target, COMPILED) !== null) return;
  const text = controlText(target, SOURCE);
  if (text === null) return;
  const keys = morercpthostsKeys(text).map(({ key }) => key);
  const refused = effective(rcpthostsOf(target), keys);
  if (refused.length === 0) return;
  yield {
    data: {
      source: controlPath(target, SOURCE),
      domains: someOf(refused),
      newmrh: newmrh(target),
    },
    subject: { path: controlPath(target, COMPILED), domain: refused[0] ?? '' },
  };
};
