import type { Check } from '../check.ts';
import { routing, virtualPlace } from '../routing.ts';

/** Of equal keys, whatever their case, the last line wins (constmap.c:89). */
export const check: Check = function* (target) {
  const controls = routing(target);
  if ('skip' in controls) return yield controls;
  for (const entry of controls.virtualdomains.entries) {
    const winner = controls.virtualdomains.find(entry.key);
    if (winner === null || winner === entry || winner.value === entry.value) continue;
    const { data, subject } = virtualPlace(target, entry);
    yield {
      data: { ...data, value: entry.value, 'winner-line': String(winner.line), 'winner-value': winner.value },
      subject,
    };
  }
};
