/** Joins the log to the findings: how often it has shown what a finding leads to, and what no finding explains. */
import { textOf } from '../host/bytes.ts';
import type { LogReader } from '../qmail/log.ts';
import { type Language, messageOf } from '../qmail/message.ts';
import { inOrder } from './order.ts';
import type { AuditOutcome, Finding, PreventedText } from './outcome.ts';

/** Lines of the log that a finding leads to, whichever recipient they were for. */
export interface Seen {
  readonly count: number;
  /** ISO 8601; null where the log has no times. */
  readonly first: string | null;
  readonly last: string | null;
}

/** A report, alert or warning that no finding leads to. */
export interface Unexplained extends Seen {
  /** Null for an alert or a warning. */
  readonly status: string | null;
  readonly text: string;
  /** Null where it is none of the catalogue's. */
  readonly message: string | null;
  readonly meaning: string | null;
}

interface Line extends Unexplained {
  readonly expired: boolean;
  readonly from: number;
  readonly to: number;
}

/** The outcome with `seen` in its findings, in their order, and with what none of them explains. */
export function withSeen(outcome: AuditOutcome, log: LogReader, language: Language): AuditOutcome {
  const lines = linesOf(log, language);
  const explained = new Set<Line>();
  const findings = outcome.findings.map((finding) => {
    const own = lines.filter((line) => finding.prevents.some((each) => leadsTo(each, line)));
    for (const line of own) explained.add(line);
    return own.length === 0 ? finding : { ...finding, seen: seenOf(own) };
  });
  for (const line of lines) if (causing(outcome.suppressed, line).length > 0) explained.add(line);
  const unexplained = lines
    .filter((line) => !explained.has(line))
    .toSorted((one, other) => other.count - one.count)
    .map(({ expired: _, from: __, to: ___, ...line }) => line);
  return { ...outcome, findings: inOrder(findings), unexplained };
}

function linesOf({ reports, notices }: LogReader, language: Language): Line[] {
  const told = { status: null, expired: false };
  const failed = reports.all().filter(({ status }) => status !== 'success');
  return [...failed, ...notices.all().map((each) => ({ ...told, ...each }))].map(
    ({ status, text, message, expired, count, first, last }) => ({
      status,
      text: textOf(text),
      message,
      meaning: message === null ? null : messageOf(message).meaning[language],
      expired,
      count,
      first: isoOf(first),
      last: isoOf(last),
      from: first,
      to: last,
    }),
  );
}

/** Of the findings those that lead to a line of the log. `text` as a person reads it. */
export function causing(
  findings: readonly Finding[],
  line: { readonly message: string | null; readonly text: string; readonly expired: boolean },
): Finding[] {
  return findings.filter(({ prevents }) => prevents.some((each) => leadsTo(each, line)));
}

/** By the message; and where the finding knows its whole text, by that. */
function leadsTo({ id, text }: PreventedText, line: Pick<Line, 'message' | 'text' | 'expired'>): boolean {
  if (id === 'SEND-DX') return line.expired;
  if (id !== line.message) return false;
  return text === null || text.includes('{') || (line.expired ? line.text.startsWith(text) : line.text === text);
}

function seenOf(lines: readonly Line[]): Seen {
  const dated = lines.filter(({ from }) => !Number.isNaN(from));
  return {
    count: lines.reduce((sum, { count }) => sum + count, 0),
    first: isoOf(Math.min(...dated.map(({ from }) => from))),
    last: isoOf(Math.max(...dated.map(({ to }) => to))),
  };
}

/** Null for no time, or one that no date has. */
function isoOf(seconds: number): string | null {
  const date = new Date(Math.floor(seconds) * 1000);
  return Number.isNaN(date.getTime()) ? null : date.toISOString().replace('.000Z', 'Z');
}

/** The most often seen, where findings are shown together. */
export function mostSeen(findings: readonly Finding[]): Seen | null {
  const seen = findings.flatMap((finding) => finding.seen ?? []);
  return seen.toSorted((one, other) => other.count - one.count)[0] ?? null;
}
