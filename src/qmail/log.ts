/** qmail-send's log, read in chunks of any size: what happened is counted, and told line by line to who asks. */
import { lineMatcher } from './line-match.ts';
import { type Act, lineActs } from './log-acts.ts';
import { chooser, type LogCounts, noCounts, type Period } from './log-counts.ts';
import { lineCutter } from './log-cutter.ts';
import { deliveries } from './log-deliveries.ts';
import type { LogEvent } from './log-events.ts';
import { newLine, readLine } from './log-line.ts';
import { type Notices, noticeTable } from './log-notices.ts';
import { type Reports, reportTable } from './log-reports.ts';
import { type ServerLines, serverLines } from './log-servers.ts';
import { splogJoiner } from './log-splogger.ts';
import { type Stamp, stampReader } from './log-stamp.ts';

export interface LogOptions extends Period {
  /** No line is a day later than this (seconds since 1970): it tells the year where a date has none. */
  readonly reference: number;
  /** Told of each line of qmail-send that counts, in order. */
  readonly observe?: ((event: LogEvent) => void) | undefined;
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

export function logReader(options: LogOptions): LogReader {
  const counts = noCounts();
  const reports = reportTable();
  const notices = noticeTable(lineMatcher((program) => program === 'qmail-send'));
  const servers = serverLines();
  const open = deliveries();
  const stamp: Stamp = { time: Number.NaN, at: 0, shared: false, continued: false };
  const line = newLine();
  let readStamp = stampReader(options.reference);
  /** After a crash a file may have a run of NULs, and what comes next stands behind it. */
  const afterNuls: Act = (bytes, text, nul, end) => {
    counts.others += 1;
    let at = nul;
    while (at < end && bytes[at] === 0) at += 1;
    if (at < end) one(bytes, text, at, end);
  };
  const wanted = chooser(options, counts);
  const { observe } = options;
  const acts = lineActs({ counts, reports, notices, servers, open, line, stamp, wanted, observe, afterNuls });
  const act: Act = (bytes, text, at, end) => {
    readLine(bytes, text, at, end, line);
    acts[line.kind](bytes, text, at, end);
  };
  const joiner = splogJoiner(stamp, (bytes, text) => act(bytes, text, 0, text.length));
  const one: Act = (bytes, text, from, end) => {
    readStamp(bytes, text, from, end, stamp);
    if (!joiner.take(bytes, text, from, end)) act(bytes, text, stamp.at, end);
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
      joiner.release();
      counts.restarts = open.restarts();
    },
    reference: (seconds) => {
      readStamp = stampReader(seconds);
    },
  };
}
