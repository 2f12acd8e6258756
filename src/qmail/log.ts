/** qmail-send's log, read in chunks of any size: what happened is counted, and told line by line to who asks. */

import { lineMatcher } from './line-match.ts';
import { lineCutter } from './log-cutter.ts';
import { type Delivery, deliveries } from './log-deliveries.ts';
import { newLine, readLine } from './log-line.ts';
import { type Notice, type Notices, noticeTable } from './log-notices.ts';
import { copied, type Report, type Reports, reportTable } from './log-reports.ts';
import { type ServerLines, serverLines } from './log-servers.ts';
import { type Stamp, stampReader } from './log-stamp.ts';
import type { Channel } from './report-match.ts';

export interface LogOptions {
  /** Seconds since 1970: only lines from then on are counted, and until then. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  /** No line is a day later than this (seconds since 1970): it tells the year where a date has none. */
  readonly reference: number;
  /** Told of each line of qmail-send that counts, in order. */
  readonly observe?: ((event: LogEvent) => void) | undefined;
}

/** One line of qmail-send. */
export interface LogEvent {
  readonly kind: 'new' | 'info' | 'start' | 'delivery' | 'mangled' | 'bounce' | 'triple' | 'end' | 'notice';
  /** Seconds since 1970; NaN where the line has none. */
  readonly time: number;
  /** From the first word of qmail-send to the end of the line. */
  readonly text: string;
  /** The number of the message, or null where the line does not tell. */
  readonly message: number | null;
  readonly recipient: string | null;
  readonly channel: Channel | null;
  readonly report: Report | null;
  readonly notice: Notice | null;
}

/** What was counted; times are seconds since 1970, NaN where no line has one. */
export interface LogCounts {
  lines: number;
  /** Lines that are none of qmail's. */
  others: number;
  /** Lines outside the time that was asked for. */
  outside: number;
  /** Lines of qmail-send without a time, which a time that was asked for cannot choose from. */
  undated: number;
  from: number;
  to: number;
  messages: number;
  ended: number;
  success: number;
  failure: number;
  deferral: number;
  mangled: number;
  bounces: number;
  doubleBounces: number;
  tripleBounces: number;
  /** `status: exiting`. */
  exits: number;
  /** How often the numbers of deliveries began again. */
  restarts: number;
}

export interface LogReader {
  readonly counts: LogCounts;
  readonly reports: Reports;
  readonly notices: Notices;
  readonly servers: ServerLines;
  push(chunk: Buffer): void;
  /** A file has ended, be it in the middle of a line. */
  endOfFile(): void;
  /** What LogOptions has of it, for the next file. */
  reference(seconds: number): void;
}

/** splogger goes on in another line after 799 bytes (splogger.c:12). */
const SPLOGGER_FULL = 740;
/** Characters of its stamp; syslog's own stand before. */
const SPLOGGER_STAMP = 17;
const AT = 0x40;

export function logReader(options: LogOptions): LogReader {
  const counts = noCounts();
  const reports = reportTable();
  const notices = noticeTable(lineMatcher((program) => program === 'qmail-send'));
  const servers = serverLines();
  const open = deliveries();
  const stamp: Stamp = { time: Number.NaN, at: 0, shared: false, continued: false };
  const line = newLine();
  const wanted = chooser(options, counts);
  const { observe } = options;
  let readStamp = stampReader(options.reference);
  /** A line of splogger that may go on in the next. */
  let held: { text: string; stamp: Stamp } | null = null;

  const tell = (kind: LogEvent['kind'], text: string, at: number, end: number, more: Partial<LogEvent> = {}) =>
    observe?.({
      kind,
      time: stamp.time,
      text: copied(text.slice(at, end)),
      message: line.message,
      recipient: null,
      channel: null,
      report: null,
      notice: null,
      ...more,
    });
  const delivered = (_: Uint8Array, text: string, at: number, end: number) => {
    const delivery = open.finish(line.delivery);
    if (!wanted(stamp.time)) return;
    counts[line.status] += 1;
    const report = reports.add(line.status, text, line.from, end, stamp.time, delivery);
    if (observe) tell('delivery', text, at, end, { ...whom(delivery), report });
  };
  const noticed = (_: Uint8Array, text: string, at: number, end: number) => {
    const said = text.slice(at, end);
    if (stamp.shared && !notices.knows(said)) {
      counts.others += 1;
      return;
    }
    if (!wanted(stamp.time)) return;
    const notice = notices.add(said, stamp.time, true);
    if (observe) tell('notice', text, at, end, { message: null, notice });
  };
  const counted = (key: 'messages' | 'ended' | 'bounces' | 'tripleBounces', kind: LogEvent['kind']) => {
    return (_: Uint8Array, text: string, at: number, end: number) => {
      if (!wanted(stamp.time)) return;
      counts[key] += 1;
      if (observe) tell(kind, text, at, end);
    };
  };
  const acts: Record<typeof line.kind, (bytes: Uint8Array, text: string, at: number, end: number) => void> = {
    new: counted('messages', 'new'),
    end: counted('ended', 'end'),
    bounce: counted('bounces', 'bounce'),
    triple: counted('tripleBounces', 'triple'),
    start: (bytes, text, at, end) => {
      open.start(line.delivery, line.message, line.channel, bytes, line.from, end);
      if (!wanted(stamp.time) || !observe) return;
      tell('start', text, at, end, { channel: line.channel, recipient: copied(text.slice(line.from, end)) });
    },
    delivery: delivered,
    mangled: (_, text, at, end) => {
      const delivery = open.finish(line.delivery);
      if (!wanted(stamp.time)) return;
      counts.mangled += 1;
      if (observe) tell('mangled', text, at, end, whom(delivery));
    },
    info: (_, text, at, end) => {
      if (!wanted(stamp.time)) return;
      if (line.to - line.from === 4 && text.startsWith('#@[]', line.from)) counts.doubleBounces += 1;
      if (observe) tell('info', text, at, end);
    },
    status: () => void wanted(stamp.time),
    exit: () => {
      if (wanted(stamp.time)) counts.exits += 1;
    },
    alert: noticed,
    warning: noticed,
    other: (bytes, text, at, end) => {
      const nul = text.indexOf('\0', at);
      if (nul >= 0 && nul < end) afterNuls(bytes, text, nul, end);
      else if (!servers.add(text, at, end, stamp.time)) counts.others += 1;
      else wanted(stamp.time);
    },
  };
  const act = (bytes: Uint8Array, text: string, at: number, end: number) => {
    readLine(bytes, text, at, end, line);
    acts[line.kind](bytes, text, at, end);
  };
  const release = () => {
    if (held === null) return;
    const { text, stamp: then } = held;
    held = null;
    Object.assign(stamp, then);
    act(Buffer.from(text, 'latin1'), text, 0, text.length);
  };
  /** Joins what splogger cut: lines of other programs may stand between. */
  const joined = (text: string, end: number): boolean => {
    if (held !== null && stamp.continued && stamp.time === held.stamp.time) {
      held.text += copied(text.slice(stamp.at, end));
      return true;
    }
    const now = { ...stamp };
    release();
    Object.assign(stamp, now);
    if (stamp.continued || end - stamp.at < SPLOGGER_FULL) return false;
    held = { text: copied(text.slice(stamp.at, end)), stamp: now };
    return true;
  };
  const one = (bytes: Uint8Array, text: string, from: number, end: number) => {
    readStamp(bytes, text, from, end, stamp);
    const splogged = !stamp.shared && stamp.at - from > SPLOGGER_STAMP && bytes[from] !== AT;
    if ((held !== null || end - stamp.at >= SPLOGGER_FULL) && splogged && joined(text, end)) return;
    act(bytes, text, stamp.at, end);
  };
  /** After a crash a file may have a run of NULs, and what comes next stands behind it. */
  const afterNuls = (bytes: Uint8Array, text: string, nul: number, end: number) => {
    counts.others += 1;
    let at = nul;
    while (at < end && bytes[at] === 0) at += 1;
    if (at < end) one(bytes, text, at, end);
  };
  const cutter = lineCutter((bytes, text, from, end) => {
    counts.lines += 1;
    one(bytes, text, from, end);
  });
  return {
    counts,
    reports,
    notices,
    servers,
    push: (chunk) => cutter.push(chunk),
    endOfFile: () => {
      cutter.end();
      release();
      counts.restarts = open.restarts();
    },
    reference: (seconds) => {
      readStamp = stampReader(seconds);
    },
  };
}

function whom(delivery: Delivery | null): Partial<LogEvent> {
  if (delivery === null) return { message: null };
  return { message: delivery.message, channel: delivery.channel, recipient: delivery.text() };
}

/** Whether a line counts; the period that was seen grows with each that does. */
function chooser({ since, until }: LogOptions, counts: LogCounts): (time: number) => boolean {
  const from = since ?? Number.NEGATIVE_INFINITY;
  const to = until ?? Number.POSITIVE_INFINITY;
  const chosen = since !== undefined || until !== undefined;
  return (time) => {
    if (Number.isNaN(time)) {
      if (chosen) counts.undated += 1;
      return !chosen;
    }
    if (time < from || time > to) {
      counts.outside += 1;
      return false;
    }
    if (!(time >= counts.from)) counts.from = time;
    if (!(time <= counts.to)) counts.to = time;
    return true;
  };
}

function noCounts(): LogCounts {
  return {
    lines: 0,
    others: 0,
    outside: 0,
    undated: 0,
    from: Number.NaN,
    to: Number.NaN,
    messages: 0,
    ended: 0,
    success: 0,
    failure: 0,
    deferral: 0,
    mangled: 0,
    bounces: 0,
    doubleBounces: 0,
    tripleBounces: 0,
    exits: 0,
    restarts: 0,
  };
}
