import type { Check } from '../check.ts';
import {
  dotQmailNames,
  exampleAddress,
  filePrefix,
  passesOver,
  routing,
  virtualEntries,
  virtualPlace,
} from '../routing.ts';
import { sedReplace } from '../sed.ts';

/** No account and no assignment has the prefix, so alias answers (qmail-getpw.c:69), until somebody of that name comes. */
export const check: Check = function* (target) {
  const controls = routing(target);
  if ('skip' in controls) return yield controls;
  for (const entry of virtualEntries(controls)) {
    if (entry.value === '' || /^alias(-|$)|[ \t@:\r]/.test(entry.value) || entry.key.includes('@')) continue;
    if (controls.locals.find(entry.domain) !== null) continue;
    const { assignment, steps } = target.trace(exampleAddress(entry.key));
    // An account that is passed over is another trouble.
    if (assignment?.by !== 'alias' || passesOver(steps)) continue;
    const prefix = filePrefix(assignment);
    const file = dotQmailNames(target, assignment.home).find((name) => name.startsWith(prefix) && name !== prefix);
    if (file === undefined) continue;
    const { data, subject } = virtualPlace(target, entry);
    const explicit = `alias-${entry.value}`;
    yield {
      data: {
        ...data,
        value: entry.value,
        user: entry.value.split('-')[0] ?? '',
        file: `${assignment.home}/${file}`,
        explicit,
        script: sedReplace(entry.text, [`${entry.key}:${explicit}`]),
      },
      subject,
    };
  }
};
