/** Dates before a line: `Nov 24 02:21:08`, which has no year, and ISO 8601 with or without a zone; `<22>` may stand before. */

export interface DateFound {
  /** Seconds since 1970, with a fraction. */
  readonly time: number;
  /** Where what follows the blank after it begins. */
  readonly end: number;
  /** RFC 5424: host, program, pid, id and data follow. */
  readonly structured: boolean;
}

const CLASSIC = /(?:<\d{1,3}>)?([A-Z][a-z]{2}) {1,2}(\d{1,2}) (?:(\d{4}) )?(\d\d):(\d\d):(\d\d)(\.\d{1,9})?:? /y;
const ISO =
  /(?:<\d{1,3}>(1 )?)?(\d{4})-(\d\d)-(\d\d)[T _](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)?:? /y;
/** `journalctl -o short-full`: a zone by its name is that of who reads, but for UTC. */
const FULL =
  /[A-Z][a-z]{2} (\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))? (UTC|[A-Z]{2,5}|[+-]\d\d(?::?\d\d)?) /y;
const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';
const DAY = 86_400;

/**
 * Makes the reader of dates at a place in a text; null where there is none. A date without a year is the last one that is not
 * later than a day after `reference` (seconds since 1970). Dates without a zone are in the zone of who reads.
 */
export function syslogDates(reference: number): (text: string, from: number, end: number) => DateFound | null {
  const year = yearFinder(reference);
  const hour = remembered();
  const classic = (text: string, from: number): DateFound | null => {
    CLASSIC.lastIndex = from;
    const found = CLASSIC.exec(text);
    if (found === null) return null;
    const [whole, name = '', day, given, hours, minutes, seconds, part = ''] = found;
    const month = MONTHS.indexOf(name) / 3;
    if (!Number.isInteger(month) || month < 0) return null;
    const years = given === undefined ? year(month, Number(day)) : Number(given);
    const time = hour(years, month, Number(day), Number(hours), '') + clock(minutes, seconds) + Number(`0${part}`);
    return { time, end: from + whole.length, structured: false };
  };
  const iso = (text: string, from: number): DateFound | null => {
    ISO.lastIndex = from;
    const found = ISO.exec(text);
    if (found === null) return null;
    const [whole, version, years, month, day, hours, minutes, seconds, part = '0', zone = ''] = found;
    const start = hour(Number(years), Number(month) - 1, Number(day), Number(hours), zone);
    const time = start + clock(minutes, seconds) + Number(`0.${part}`);
    return { time, end: from + whole.length, structured: version !== undefined };
  };
  const full = (text: string, from: number): DateFound | null => {
    FULL.lastIndex = from;
    const found = FULL.exec(text);
    if (found === null) return null;
    const [whole, years, month, day, hours, minutes, seconds, part = '0', name = ''] = found;
    const zone = name === 'UTC' ? 'Z' : /^[+-]\d\d$/.test(name) ? `${name}00` : name.replace(/^[A-Z]+$/, '');
    const start = hour(Number(years), Number(month) - 1, Number(day), Number(hours), zone);
    return {
      time: start + clock(minutes, seconds) + Number(`0.${part}`),
      end: from + whole.length,
      structured: false,
    };
  };
  return (text, from, end) => {
    const found = classic(text, from) ?? iso(text, from) ?? full(text, from);
    return found === null || found.end > end ? null : found;
  };
}

function clock(minutes: string | undefined, seconds: string | undefined): number {
  return Number(minutes) * 60 + Number(seconds);
}

function yearFinder(reference: number): (month: number, day: number) => number {
  const limit = new Date((reference + DAY) * 1000);
  const last = limit.getMonth() * 31 + limit.getDate();
  return (month, day) => limit.getFullYear() - (month * 31 + day > last ? 1 : 0);
}

/** The start of an hour in seconds; a log has many lines of one. */
function remembered(): (year: number, month: number, day: number, hour: number, zone: string) => number {
  let key = '';
  let start = 0;
  return (year, month, day, hour, zone) => {
    const asked = `${year} ${month} ${day} ${hour} ${zone}`;
    if (asked !== key) {
      key = asked;
      start = startOfHour(year, month, day, hour, zone);
    }
    return start;
  };
}

function startOfHour(year: number, month: number, day: number, hour: number, zone: string): number {
  if (zone === '') return new Date(year, month, day, hour).getTime() / 1000;
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? [];
  const offset = sign === undefined ? 0 : (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -60 : 60);
  return Date.UTC(year, month, day, hour) / 1000 - offset;
}
