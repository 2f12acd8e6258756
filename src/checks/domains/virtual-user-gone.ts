import type { Check } from '../check.ts';
import { exampleAddress, passesOver, routing, virtualEntries, virtualPlace } from '../routing.ts';

/** A prefix that is no account's, so that ~alias/.qmail-default takes the whole domain (qmail-getpw.c:69, qmail-local.c:404). */
export const check: Check = function* (target) {
  const controls = routing(target);
  if ('skip' in controls) return yield controls;
  for (const entry of virtualEntries(controls)) {
    const { key, value, domain } = entry;
    if (/^alias(-|$)|[ \t@:\r]/.test(value) || value === '' || key.includes('@') || controls.locals.find(domain))
      continue;
    const { assignment, outcome, result, steps } = target.trace(exampleAddress(key));
    // An account that is passed over is another trouble, and a program may know every name.
    if (assignment?.by !== 'alias' || passesOver(steps) || outcome?.status !== 'success') continue;
    if (result?.file?.name !== '.qmail-default') continue;
    const { subject } = virtualPlace(target, entry);
    yield {
      data: { domain, entry: entry.value, user: value.split('-')[0] ?? '', file: result.file.path },
      subject,
    };
  }
};
