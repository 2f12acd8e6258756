import type { Check } from '../check.ts';
import { type ListEntry, type Spoilt, spoiltEntries } from '../entries.ts';

/**
 * A comment after an entry, which is part of it (control.c:126). Harmless where scanning stops before it: in qmqpservers and after the
 * port of a route. Without a blank before it, `#` may be meant in a local part.
 */
export const check: Check = (target) => spoiltEntries(target, endsInComment);

function endsInComment({ control, key, value }: ListEntry): Spoilt {
  if (control.name === 'qmqpservers') return null;
  if (/\S[ \t]+#/.test(key) || key.slice(key.lastIndexOf('@') + 1).includes('#')) return 'key';
  if (value === null || !/(^|[ \t])#/.test(value)) return null;
  return control.name === 'smtproutes' && /^[^#]*:/.test(value) ? null : 'value';
}
