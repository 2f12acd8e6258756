import { assignEntries, newuOf } from '../assign.ts';
import type { Check } from '../check.ts';
import { routing, virtualEntries, virtualPlace } from '../routing.ts';
import { lostDomain } from '../vpopmail-lost.ts';

/** The directory of a domain is there, its line of users/assign is not: alias gets the mail, or it bounces (qmail-lspawn.c:151). */
export const check: Check = function* (target) {
  const controls = routing(target);
  if ('skip' in controls) return yield controls;
  for (const entry of virtualEntries(controls)) {
    const lost = lostDomain(target, entry);
    if (lost === null) continue;
    const { home, uid, gid, end } = lost;
    const { data, subject } = virtualPlace(target, entry);
    const wanted = `+${entry.key}-:${entry.key}:${uid}:${gid}:${home}:-::`;
    yield {
      message: end === 'dead' ? 'bounces' : 'default',
      data: { ...data, home, wanted, assign: assignEntries(target).path, newu: newuOf(target) },
      subject,
      prevents: [{ id: end === 'dead' ? 'LOCAL-19' : 'LOCAL-Q3' }],
    };
  }
};
