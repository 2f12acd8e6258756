import { assignEntries, newuOf } from '../assign.ts';
import type { Check } from '../check.ts';

/** A wildcard is for every address that begins with it, whatever comes next (qmail-lspawn.c:129). */
export const check: Check = function* (target) {
  const { path, entries } = assignEntries(target);
  const dash = target.installation.compiled.break || '-';
  for (const { wild, local, line, user } of entries) {
    // One that ends in a capital matches nothing at all.
    if (!wild || !/[a-z0-9]$/.test(local)) continue;
    yield {
      data: {
        path,
        line: String(line),
        name: local,
        longer: `${local}2`,
        meant: `+${local}${dash}`,
        user,
        newu: newuOf(target),
      },
      subject: { path, line, user: local },
    };
  }
};
