import type { Check } from '../check.ts';
import { type ListEntry, type Spoilt, spoiltEntries } from '../entries.ts';

/** CR at the end of an entry (control.c:18). Harmless in qmqpservers and after the colon of a port, where scanning stops before it. */
export const check: Check = (target) => spoiltEntries(target, endsInCr);

function endsInCr({ control, text, value }: ListEntry): Spoilt {
  if (!text.endsWith('\r') || text === '\r' || control.name === 'qmqpservers') return null;
  if (value === null) return 'key';
  return control.name === 'smtproutes' && value.includes(':') ? null : 'value';
}
