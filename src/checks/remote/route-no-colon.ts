import { readList } from '../../qmail/control.ts';
import type { Check } from '../check.ts';
import { ROUTES } from '../routes.ts';
import { controlPath, controlText } from '../text.ts';

/** A line without a colon defines no route (constmap.c:77). */
export const check: Check = function* (target) {
  const text = controlText(target, ROUTES);
  if (text === null) return;
  const path = controlPath(target, ROUTES);
  for (const { text: entry, line } of readList(text))
    if (!entry.includes(':')) yield { data: { entry, line: String(line), path }, subject: { path, line } };
};
