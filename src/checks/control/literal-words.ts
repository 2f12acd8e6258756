import type { Check } from '../check.ts';
import { controlPath } from '../text.ts';
import { isWithoutMe, literalWords, neededButMissing } from '../without-me.ts';

/** Without control/me some files default to their own name as a word. Where worse comes of it, control/me-missing tells of this too. */
export const check: Check = function* (target) {
  if (!isWithoutMe(target) || neededButMissing(target).length > 0) return;
  const path = controlPath(target, 'me');
  const name = target.host.hostname ?? 'host.example.org';
  for (const { message, id, words } of literalWords(target)) {
    const data = { path, words, name };
    yield { message, data, subject: { path }, prevents: [{ id }], noCommand: target.host.hostname === null };
  }
};
