/** What a log said last of each recipient of the messages that had not ended: for the queue. */
import { textOf } from '../host/bytes.ts';
import type { LogEvent } from '../qmail/log-events.ts';
import { reportKey } from './queue.ts';
import { type LastReport, timeText } from './queued.ts';

export interface LastReports {
  observe(event: LogEvent): void;
  readonly found: ReadonlyMap<string, LastReport>;
}

/** Numbers are given again: what was said of a message goes when it ends, or a new one begins. */
export function lastReports(): LastReports {
  const found = new Map<string, LastReport>();
  const keys = new Map<number, Set<string>>();
  const forget = (message: number) => {
    for (const key of keys.get(message) ?? []) found.delete(key);
    keys.delete(message);
  };
  return {
    found,
    observe: ({ kind, message, channel, recipient, report, time }) => {
      if (message === null) return;
      if (kind === 'end' || kind === 'new') forget(message);
      if (kind !== 'delivery' || channel === null || recipient === null || report === null) return;
      const key = reportKey(String(message), channel, recipient);
      const known = keys.get(message) ?? new Set();
      keys.set(message, known.add(key));
      const { status, text, message: id } = report;
      found.set(key, {
        status,
        text: textOf(text),
        message: id ?? null,
        time: Number.isNaN(time) ? null : timeText(Math.floor(time)),
      });
    },
  };
}
