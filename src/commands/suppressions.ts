/** The suppressions of the configuration that is in force, as of today. */
import type { ReadySuppression } from '../audit/suppress.ts';
import { readySuppressions } from '../audit/suppressions.ts';
import type { InForce } from '../config/in-force.ts';
import { textOf } from '../host/bytes.ts';

/** `home`: qmail's, a byte string. */
export function suppressionsOf(inForce: InForce | undefined, home: string): ReadySuppression[] {
  const suppressions = inForce?.settings.suppressions ?? [];
  const lineOf = (index: number) => inForce?.lineOf(['suppressions', index]) ?? 1;
  const file = inForce?.file ?? '';
  return readySuppressions(suppressions, { home: textOf(home), file, lineOf, today: dayOf(new Date()) });
}

/** YYYY-MM-DD, where the program runs. */
function dayOf(time: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}
