/** A point in time as a person gives it. */
import { UsageError } from '../errors.ts';

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** Seconds since 1970 of `2h` (ago), `2026-11-24`, `2026-11-24 02:21[:08]` or ISO 8601. Throws UsageError. */
export function secondsOf(option: string, text: string, now: number): number {
  const ago = /^(\d{1,6})([smhdw])$/.exec(text);
  if (ago !== null) return now - Number(ago[1]) * (UNITS[ago[2] ?? ''] ?? 0);
  const dated = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/.test(text);
  // A date alone is midnight here, not in Greenwich.
  const time = dated ? Date.parse(text.length === 10 ? `${text}T00:00` : text.replace(' ', 'T')) : Number.NaN;
  if (Number.isNaN(time)) throw new UsageError(`${option} ${text}: give 2h, 3d, 2026-11-24 or 2026-11-24T02:21:08`);
  return time / 1000;
}
