import type { Check } from '../check.ts';
import { type ListEntry, type Spoilt, spoiltEntries } from '../entries.ts';

/** A blank or tab before an entry, which nothing strips (control.c:123); before a `#` it makes the comment an entry. */
export const check: Check = (target) => spoiltEntries(target, startsWithBlank);

function startsWithBlank({ key }: ListEntry): Spoilt {
  if (!/^[ \t]/.test(key)) return null;
  return /^[ \t]+(#|$)/.test(key) ? 'inert' : 'key';
}
