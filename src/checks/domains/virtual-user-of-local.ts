import type { Check } from '../check.ts';
import { routing, virtualEntries, virtualPlace } from '../routing.ts';

/** A local domain is never looked up in virtualdomains, not with a user either (qmail-send.c:144). */
export const check: Check = function* (target) {
  const controls = routing(target);
  if ('skip' in controls) return yield controls;
  for (const entry of virtualEntries(controls)) {
    if (entry.key.lastIndexOf('@') < 1 || controls.locals.find(entry.domain) === null) continue;
    const { data, subject } = virtualPlace(target, entry);
    yield {
      message: entry.value === '' ? 'exception' : 'default',
      data: { ...data, domain: entry.domain, value: entry.value, locals: controls.localsFile },
      subject: { ...subject, user: entry.key.slice(0, entry.key.lastIndexOf('@')) },
    };
  }
};
