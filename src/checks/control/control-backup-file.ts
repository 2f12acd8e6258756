import { backupOf } from '../backup-name.ts';
import type { Check } from '../check.ts';
import { controlPath } from '../text.ts';

/** A copy beside the file that qmail reads (qmail-showctl.c:292). */
export const check: Check = function* (target) {
  for (const name of target.controlNames()) {
    const original = backupOf(name);
    if (original === null) continue;
    const path = controlPath(target, name);
    // The very file that a link of that name leads to is no copy.
    const read = target.control(original);
    if (read.state === 'present' && read.path.endsWith(`/${name}`)) continue;
    yield { data: { name, original, path }, subject: { path }, prevents: [{ id: 'CONTROL-N1' }] };
  }
};
