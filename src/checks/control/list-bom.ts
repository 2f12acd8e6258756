import type { Check } from '../check.ts';
import { BOM, type ListEntry, type Spoilt, spoiltEntries } from '../entries.ts';

/** A byte order mark before the first entry (control.c:90). Before a comment or nothing it spoils nothing. */
export const check: Check = (target) => spoiltEntries(target, startsWithBom);

function startsWithBom({ line, key }: ListEntry): Spoilt {
  if (line !== 1 || !key.startsWith(BOM)) return null;
  return key.slice(BOM.length).trim() === '' ? null : 'key';
}
