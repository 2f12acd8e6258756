import { assignEntries, newuOf } from '../assign.ts';
import type { Check } from '../check.ts';
import { bounces, seenIf } from '../local-address.ts';

/** What begins with neither `=` nor `+` loses its first character all the same (qmail-newu.c:113). */
export const check: Check = function* (target) {
  const { path, entries } = assignEntries(target);
  for (const { type, local, line, user } of entries) {
    if (type === '=' || type === '+') continue;
    const comment = type === '#';
    yield {
      message: comment ? 'comment' : 'default',
      data: { path, line: String(line), written: type + local, name: local, user, newu: newuOf(target) },
      subject: { path, line, user: comment ? local : type + local },
      prevents: [{ id: 'NEWU-Q1' }, ...(comment ? [] : seenIf(target, type + local, bounces))],
    };
  }
};
