import { readList, splitEntries } from '../../qmail/control.ts';
import type { Check } from '../check.ts';
import { keyTrouble, ROUTES } from '../routes.ts';
import { controlPath, controlText } from '../text.ts';

/** Keys are compared whole, byte for byte but for case (qmail-remote.c:334). A blank in front has a rule of its own. */
export const check: Check = function* (target) {
  const text = controlText(target, ROUTES);
  if (text === null) return;
  if (typeof text !== 'string') {
    yield text;
    return;
  }
  const path = controlPath(target, ROUTES);
  for (const { key, value, line } of splitEntries(readList(text))) {
    const trouble = keyTrouble(key);
    if (trouble === null || /^[ \t]/.test(key)) continue;
    yield { message: trouble, data: { key, value, line: String(line), path }, subject: { path, line } };
  }
};
