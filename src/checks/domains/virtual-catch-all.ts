import type { Check } from '../check.ts';
import { routing, virtualEntries, virtualPlace } from '../routing.ts';

/** The empty key matches every recipient that no other key matches (qmail-send.c:151). */
export const check: Check = function* (target) {
  const controls = routing(target);
  if ('skip' in controls) return yield controls;
  for (const entry of virtualEntries(controls)) {
    if (entry.key !== '' || entry.value === '') continue;
    const { data, subject } = virtualPlace(target, entry);
    yield { data: { ...data, value: entry.value }, subject };
  }
};
