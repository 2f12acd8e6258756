import { readList } from '../../qmail/control.ts';
import type { Check } from '../check.ts';
import { isNoDomain } from '../morercpthosts.ts';
import { controlPath, controlText } from '../text.ts';

/** percenthack holds plain domains, compared whole (qmail-send.c:134). Blanks in front, CR and notes have rules of their own. */
export const check: Check = function* (target) {
  const text = controlText(target, 'percenthack');
  if (text === null) return;
  const path = controlPath(target, 'percenthack');
  for (const { text: entry, line } of readList(text)) {
    if (/^[ \t]|\r$|[ \t]#/.test(entry)) continue;
    if (!isNoDomain(entry) && !entry.startsWith('.')) continue;
    yield { data: { entry, line: String(line), path }, subject: { path, line } };
  }
};
