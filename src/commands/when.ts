/** A point in time as a person gives it, in the zone of this machine where it names none. */
import { UsageError } from '../errors.ts';
import { tai64nSeconds } from '../qmail/tai64n.ts';

const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^(?:s|secs?|seconds?|秒)$/, 1],
  [/^(?:m|mins?|minutes?|分)$/, 60],
  [/^(?:h|hrs?|hours?|時間)$/, 3600],
  [/^(?:d|days?|日)$/, 86_400],
  [/^(?:w|weeks?|週間?)$/, 604_800],
];
const DAY = 86_400;
const DAYS: Readonly<Record<string, number>> = { today: 0, 今日: 0, yesterday: 1, 昨日: 1 };
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const CLOCK = '(\\d{1,2}):(\\d\\d)(?::(\\d\\d(?:\\.\\d+)?))?';

/** `now` in seconds since 1970; the answer too, or null for another form. */
type Form = (text: string, now: number) => number | null;

/**
 * Seconds since 1970 of `2h`, `1 day 2 hours ago`, `yesterday`, `22:00` (the last time that the clock showed it), `2026-11-24 02:21`,
 * ISO 8601, `Nov 24 02:21:08` (the last one), TAI64N or seconds. Throws UsageError.
 */
export function secondsOf(option: string, text: string, now: number): number {
  const plain = text.trim().toLowerCase();
  for (const form of FORMS) {
    const seconds = form(plain, now);
    if (seconds !== null && !Number.isNaN(seconds)) return seconds;
  }
  throw new UsageError(`${option} ${text}: give 2h, 3d, yesterday, 22:00, 2026-11-24 or a time as the log has it`);
}

const ago: Form = (text, now) => {
  if (text === 'now' || text === '今') return now;
  const parts = /^-?((?:\d{1,6} ?[a-z秒分時間日週]+,? ?)+?) ?(?:ago|前)?$/.exec(text)?.[1];
  if (parts === undefined) return null;
  let seconds = 0;
  for (const [, count, unit = ''] of parts.matchAll(/(\d+) ?([^\d ,]+)/g)) {
    const length = UNITS.find(([name]) => name.test(unit))?.[1];
    if (length === undefined) return null;
    seconds += Number(count) * length;
  }
  return now - seconds;
};

/** `today`, `yesterday 22:00`, and a time of day alone: today's, or yesterday's where that is yet to come. */
const nearby: Form = (text, now) => {
  const [, day, hours, minutes, seconds] = new RegExp(`^(\\D+?)?(?: ?${CLOCK})?$`).exec(text) ?? [];
  const back = day === undefined ? 0 : DAYS[day];
  if (back === undefined || (day === undefined && hours === undefined)) return null;
  const then = new Date(now * 1000);
  const time = dated(then.getFullYear(), then.getMonth(), then.getDate() - back, hours, minutes, seconds);
  return day === undefined && time > now ? time - DAY : time;
};

/** `nov 24 02:21:08`, `24 nov 2026`: without a year the last one. */
const named: Form = (text, now) => {
  const found =
    new RegExp(`^([a-z]{3})[a-z]* +(\\d{1,2}),?(?: (\\d{4}))?(?: ${CLOCK})?$`).exec(text) ??
    new RegExp(`^(?<day>\\d{1,2}) ([a-z]{3})[a-z]*(?: (\\d{4}))?(?: ${CLOCK})?$`).exec(text);
  if (found === null) return null;
  const dayFirst = found.groups?.['day'] !== undefined;
  const [, one = '', other = '', year, hours, minutes, seconds] = found;
  const month = MONTHS.indexOf(dayFirst ? other : one);
  if (month < 0) return null;
  const day = Number(dayFirst ? one : other);
  const of = (years: number) => calendar(years, month, day, hours, minutes, seconds);
  if (year !== undefined) return of(Number(year));
  const thisYear = new Date(now * 1000).getFullYear();
  return of(thisYear) <= now + DAY ? of(thisYear) : of(thisYear - 1);
};

/** `2026-11-24`, `2026/11/24 02:21`, `20261124`, ISO 8601 with a zone or without. */
const numbered: Form = (text) => {
  const found = /^(\d{4})([-/]?)(\d\d)\2(\d\d)(?:[t _](\d\d):(\d\d)(?::(\d\d(?:[.,]\d+)?))?(z|[+-]\d\d:?\d\d)?)?$/.exec(
    text,
  );
  if (found === null) return null;
  const [, year, , month, day, hours, minutes, seconds = '0', zone] = found;
  const local = calendar(Number(year), Number(month) - 1, Number(day), hours, minutes, seconds.replace(',', '.'));
  if (zone === undefined || Number.isNaN(local)) return local;
  return (
    Date.parse(`${year}-${month}-${day}T${hours}:${minutes}:${seconds.replace(',', '.')}${zone.toUpperCase()}`) / 1000
  );
};

/** A stamp of multilog, or seconds since 1970 as splogger writes them. */
const stamped: Form = (text) => {
  if (/^@[0-9a-f]{24}$/.test(text)) return tai64nSeconds(Buffer.from(text, 'latin1'));
  return /^@?\d{9,11}(?:\.\d+)?$/.test(text) ? Number(text.replace('@', '')) : null;
};

const FORMS: readonly Form[] = [ago, nearby, named, numbered, stamped];

/** NaN for a day that is in no calendar. */
function calendar(year: number, month: number, day: number, ...clock: (string | undefined)[]): number {
  const date = new Date(year, month, day);
  const exists = date.getMonth() === month && date.getDate() === day;
  return exists ? dated(year, month, day, ...clock) : Number.NaN;
}

/** A date alone is midnight here, not in Greenwich. NaN for a time that no clock shows. */
function dated(year: number, month: number, day: number, hours = '0', minutes = '0', seconds = '0'): number {
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) >= 61) return Number.NaN;
  return new Date(year, month, day, Number(hours), Number(minutes)).getTime() / 1000 + Number(seconds);
}
