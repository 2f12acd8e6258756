import { assignEntries, newuOf } from '../assign.ts';
import type { Check } from '../check.ts';

/** What stands after the seventh colon is ignored (qmail-newu.c:125): a remark may, the rest of a field that holds a colon may not. */
export const check: Check = function* (target) {
  const { path, entries } = assignEntries(target);
  for (const { extra, line, local, home, dash, ext } of entries) {
    if (/^[: \t\r]*($|#)/.test(extra) || /^[ \t]/.test(extra)) continue;
    yield {
      data: { path, line: String(line), name: local, home, dash, ext, extra, newu: newuOf(target) },
      subject: { path, line, user: local },
    };
  }
};
