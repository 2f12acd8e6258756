/** What a log says, as JSON (`log.schema.json`). */
import { causing } from '../audit/seen.ts';
import { textOf } from '../host/bytes.ts';
import type { LogEvent } from '../qmail/log-events.ts';
import type { Life } from '../qmail/log-lives.ts';
import type { Notice } from '../qmail/log-notices.ts';
import { RECIPIENTS, type Report } from '../qmail/log-reports.ts';
import { type Language, messageOf } from '../qmail/message.ts';
import { isoOf, mostFirst, type ReadLog, rulesFor } from './log.ts';

export function* logJson(log: ReadLog, language: Language): Generator<string> {
  const { counts, reports, notices, servers } = log.reader;
  const { success, failure, deferral } = counts;
  const said = notices.all().map((notice) => noticeJson(notice, log, language));
  const whole = {
    format: 'qmail-lint/log',
    version: 1,
    files: log.files,
    skipped: log.unread.map(({ path, reason }) => ({ kind: 'could-not', path: textOf(path), reason: textOf(reason) })),
    from: isoOf(counts.from),
    to: isoOf(counts.to),
    lines: counts.lines,
    otherLines: counts.others,
    undatedLines: counts.undated,
    messages: counts.messages,
    ended: counts.ended,
    deliveries: { success, failure, deferral, mangled: counts.mangled },
    bounces: counts.bounces,
    doubleBounces: counts.doubleBounces,
    tripleBounces: counts.tripleBounces,
    exits: counts.exits,
    reports: mostFirst(reports.all()).map((report) => reportJson(report, log, language)),
    alerts: said.filter(({ text }) => text.startsWith('alert: ')),
    warnings: said.filter(({ text }) => !text.startsWith('alert: ')),
    servers: { ...servers.counts, lines: servers.notices().map((notice) => noticeJson(notice, log, language)) },
    ...(log.lives === null
      ? {}
      : {
          lives: log.lives.all().map(lifeJson),
          moreLives: log.lives.more(),
          soughtRecipients: log.recipients.map(textOf),
        }),
  };
  yield `${JSON.stringify(whole, null, 2)}\n`;
}

function reportJson(report: Report, { rules, findings }: ReadLog, language: Language) {
  const { status, text, count, message, expired, first, last, recipients, examples } = report;
  return {
    status,
    text: textOf(text),
    count,
    message,
    expired,
    first: isoOf(first),
    last: isoOf(last),
    recipients: recipients.size,
    recipientsMore: recipients.size >= RECIPIENTS,
    examples: examples.map(textOf),
    meaning: message === null ? null : messageOf(message).meaning[language],
    rules: rulesFor(report, rules),
    ...causesJson({ message, text: textOf(text), expired }, findings),
  };
}

/** What on the host causes it; absent where there was no host to look at. */
function causesJson(line: Parameters<typeof causing>[1], findings: ReadLog['findings']) {
  if (findings === null) return {};
  return {
    findings: causing(findings, line).map(({ rule, severity, message, subject, fingerprint }) => ({
      rule,
      severity,
      message,
      subject,
      fingerprint,
    })),
  };
}

function noticeJson({ text, count, message, first, last }: Notice, { rules, findings }: ReadLog, language: Language) {
  return {
    text: textOf(text),
    count,
    message,
    first: isoOf(first),
    last: isoOf(last),
    meaning: message === null ? null : messageOf(message).meaning[language],
    rules: message === null ? [] : rules(message),
    ...causesJson({ message, text: textOf(text), expired: false }, findings),
  };
}

function lifeJson({ message, events }: Life) {
  return {
    message,
    events: events.map(({ kind, time, text, recipient, channel, report }) => ({
      kind,
      time: isoOf(time),
      text: textOf(text),
      recipient: recipient === null ? null : textOf(recipient),
      channel,
      report: report?.message ?? null,
    })),
  };
}

/** One line of a log that is followed, as a line of JSON. */
export function eventJson({ kind, time, text, recipient, report, notice }: LogEvent, language: Language): string {
  const message = kind === 'triple' ? 'SEND-B3' : (report?.message ?? notice?.message ?? null);
  const meaning = message === null ? null : messageOf(message).meaning[language];
  const whom = recipient === null ? null : textOf(recipient);
  return `${JSON.stringify({ kind, time: isoOf(time), text: textOf(text), recipient: whom, message, meaning })}\n`;
}
