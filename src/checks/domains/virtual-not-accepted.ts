import { NOBODY } from '../../qmail/trace.ts';
import { refusal } from '../accepted.ts';
import type { Check } from '../check.ts';
import { looksPublic } from '../names.ts';
import { routing, virtualEntries, virtualPlace } from '../routing.ts';
import { controlPath } from '../text.ts';

/** Mail for a virtual domain comes from outside only where rcpthosts has the domain too (rcpthosts.c:61). */
export const check: Check = function* (target) {
  const controls = routing(target);
  if ('skip' in controls) return yield controls;
  const refused = refusal(target);
  if (refused === null) return;
  for (const entry of virtualEntries(controls)) {
    const { key, value, domain } = entry;
    const suffix = domain.startsWith('.');
    if (value === '' || key.startsWith('@') || !looksPublic(suffix ? `x${domain}` : domain)) continue;
    if (controls.locals.find(domain) !== null || !refused(suffix ? domain : `${NOBODY}@${domain}`)) continue;
    const { data, subject } = virtualPlace(target, entry);
    yield {
      data: { ...data, domain, rcpthosts: controlPath(target, 'rcpthosts') },
      subject,
    };
  }
};
