import type { Check } from '../check.ts';
import { isUnused } from '../tcprules-file.ts';

/** Rules in a usual place, while every service that was found names others with -x. */
export const check: Check = function* (target) {
  for (const file of target.rulesFiles) {
    const path = file.source ?? file.cdb;
    const service = target.services.smtp.find(({ rules }) => rules !== null);
    if (path === null || service === undefined || !isUnused(target, file)) continue;
    yield { data: { path, service: service.file, rules: service.rules ?? '' }, subject: { path } };
  }
};
