/** Where the words of qmail begin in a line of a log, and when it was written. */
import { syslogDates } from './syslog-date.ts';
import { TAI64N_LENGTH, tai64nSeconds } from './tai64n.ts';

export type StampReader = (bytes: Uint8Array, text: string, from: number, end: number, into: Stamp) => void;

/** What was found before the words of the program; one object, used again for each line. */
export interface Stamp {
  /** Seconds since 1970, with a fraction; NaN where the line has no time. */
  time: number;
  /** Where the words begin. */
  at: number;
  /** Among lines of other programs, with nothing that says splogger: only what is known for certain is qmail's. */
  shared: boolean;
  /** splogger went on with a line that was too long for it (splogger.c:66). */
  continued: boolean;
}

const SPACE = 0x20;
const COLON = 0x3a;

/**
 * Reads what stands before the words: nothing, TAI64N, seconds with a fraction, an ISO date, syslog's date, host and tag,
 * splogger's own seconds. `text` has the bytes as characters. `reference` is a time (seconds since 1970) that no line is later than by more than a day: it gives
 * the year to dates without one.
 */
export function stampReader(reference: number): StampReader {
  const dateAt = syslogDates(reference);
  return (bytes, text, start, end, into) => {
    let from = start;
    while (from < end && bytes[from] === SPACE) from += 1;
    into.time = Number.NaN;
    into.at = from;
    into.shared = false;
    into.continued = false;
    const first = bytes[from] ?? 0;
    if (first === 0x40) tai64n(bytes, from, end, into);
    if (first === 0x3c || isDigit(first) || isUpper(first)) {
      if (fraction(text, from, end, into)) {
        if (!into.continued) afterUnixTime(text, end, into);
        return;
      }
      const date = dateAt(text, from, end);
      if (date === null) return;
      into.time = date.time;
      into.at = date.end;
      afterDate(text, end, date.structured, into);
    }
  };
}

function tai64n(bytes: Uint8Array, from: number, end: number, into: Stamp): void {
  if (end - from < TAI64N_LENGTH || bytes[from + TAI64N_LENGTH] !== SPACE) return;
  const time = tai64nSeconds(bytes, from);
  if (Number.isNaN(time)) return;
  into.time = time;
  into.at = from + TAI64N_LENGTH + 1;
  // A logger behind a logger: the first to come is the later one.
  if (bytes[into.at] === 0x40) tai64n(bytes, into.at, end, into);
}

/** Passes over host and tag, which `journalctl -o short-unix` has and splogger has not. */
function afterUnixTime(text: string, end: number, into: Stamp): void {
  const tagged = afterTag(text, into.at, end);
  if (tagged === into.at || looksLikeWords(text, into.at)) return;
  const { time } = into;
  into.at = tagged;
  into.shared = !fraction(text, into.at, end, into);
  if (into.shared) into.time = time;
}

/** `1795486868.516978 `, by splogger, accustamp or tai64nfrac; splogger's `+` goes on with the line before. */
function fraction(text: string, from: number, end: number, into: Stamp): boolean {
  let at = from;
  while (at < end && isDigit(text.charCodeAt(at))) at += 1;
  if (at - from < 9 || at - from > 11 || text.charCodeAt(at) !== 0x2e) return false;
  const dot = at;
  at += 1;
  while (at < end && isDigit(text.charCodeAt(at))) at += 1;
  const next = text.charCodeAt(at);
  if (at - dot < 7 || (next !== SPACE && next !== 0x2b)) return false;
  into.time = Number(text.slice(from, at));
  into.at = at + 1;
  into.continued = next === 0x2b;
  return true;
}

/** How many words (host, facility) may stand between the date and the tag. */
const WORDS_BEFORE_TAG = 3;

/** Passes over host and tag (syslog), or over host, program, pid, id and data (RFC 5424); plain dates have none of them. */
function afterDate(text: string, end: number, structured: boolean, into: Stamp): void {
  // What a container's runtime puts there.
  if (text.startsWith('stdout F ', into.at) || text.startsWith('stderr F ', into.at)) into.at += 9;
  const start = into.at;
  if (structured) into.at = afterWords(text, start, end, 4);
  if (structured) into.at = afterData(text, into.at, end);
  else {
    const tagged = afterTag(text, start, end);
    if (tagged === start || looksLikeWords(text, start)) return;
    into.at = tagged;
  }
  if (text.startsWith('[ID ', into.at)) into.at = Math.max(into.at, text.indexOf('] ', into.at) + 2);
  if (into.at > end) into.at = end;
  into.shared = !fraction(text, into.at, end, into);
}

/** After the first word that ends in a colon, or `from` where there is none in place. */
function afterTag(text: string, from: number, end: number): number {
  let at = from;
  for (let word = 0; word < WORDS_BEFORE_TAG && at < end; word += 1) {
    let stop = at;
    while (stop < end && text.charCodeAt(stop) !== SPACE) stop += 1;
    if (stop > at && text.charCodeAt(stop - 1) === COLON) return Math.min(stop + 1, end);
    at = stop + 1;
  }
  return from;
}

function afterWords(text: string, from: number, end: number, count: number): number {
  let at = from;
  for (let word = 0; word < count; word += 1) {
    while (at < end && text.charCodeAt(at) !== SPACE) at += 1;
    if (at < end) at += 1;
  }
  return at;
}

/** `-` or `[id name="value"]…` and the blank after it; a byte order mark may follow. */
function afterData(text: string, from: number, end: number): number {
  let at = from;
  if (text.charCodeAt(at) === 0x5b) {
    const close = text.indexOf('] ', at);
    at = close < 0 || close > end ? at : close + 2;
  } else at = afterWords(text, from, end, 1);
  return text.startsWith('\u00ef\u00bb\u00bf', at) ? at + 3 : at;
}

/** Whether qmail-send's own words follow a date at once, as tai64nlocal and containers write it. */
function looksLikeWords(text: string, at: number): boolean {
  return /^(?:status: |new msg \d|info msg \d|end msg \d|bounce msg \d|starting delivery \d|delivery \d+: |triple bounce: |alert: |warning: |tcpserver: |rblsmtpd: )/.test(
    text.slice(at, at + 40),
  );
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isUpper(code: number): boolean {
  return code >= 0x41 && code <= 0x5a;
}
