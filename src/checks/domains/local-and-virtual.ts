import type { Check } from '../check.ts';
import { routing, virtualEntries, virtualPlace } from '../routing.ts';

/** locals is asked before virtualdomains (qmail-send.c:144). */
export const check: Check = function* (target) {
  const controls = routing(target);
  if ('skip' in controls) return yield controls;
  for (const entry of virtualEntries(controls)) {
    const local = controls.locals.find(entry.key);
    if (local === null || entry.key === '') continue;
    const { data, subject } = virtualPlace(target, entry);
    yield {
      message: entry.value === '' ? 'redundant' : 'default',
      data: { ...data, value: entry.value, locals: controls.localsFile, 'locals-line': String(local.line) },
      subject,
      ...(entry.value === '' ? { prevents: [{ id: 'CONTROL-N4' }] } : {}),
    };
  }
};
