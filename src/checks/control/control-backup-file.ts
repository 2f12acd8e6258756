import { backupOf } from '../backup-name.ts';
import type { Check } from '../check.ts';
import { controlPath } from '../text.ts';

/** A copy beside the file that qmail reads (qmail-showctl.c:292). */
export const check: Check = function* (target) {
  for (const name of target.controlNames()) {
    const original = backupOf(name);
    if (original === null) continue;
    const path = controlPath(target, name);
    yield { data: { name, original, path }, subject: { path }, prevents: [{ id: 'CONTROL-N1' }] };
  }
};
