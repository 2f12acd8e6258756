/** How the mail flows: deliveries over time and the commonest reports of a log, the age of what waits in the queue. */
import type { Target } from '../checks/check.ts';
import { withoutQueue } from '../checks/queue.ts';
import { textOf } from '../host/bytes.ts';
import { CouldNotCheck } from '../host/host.ts';
import type { LogReader } from '../qmail/log.ts';
import type { LogEvent } from '../qmail/log-events.ts';
import { surveyQueue } from '../qmail/queue-survey.ts';
import type { Reported } from '../qmail/report-match.ts';

export interface MailFlow {
  /** Deliveries in equal spans of time, oldest first. */
  readonly deliveries: readonly DeliverySpan[];
  /** Delivery reports by how often the log has them, most first. */
  readonly reports: readonly TopReport[];
  /** Messages in the queue by age, youngest first. */
  readonly queueAge: readonly AgeBand[];
}

export interface DeliverySpan {
  readonly from: Date;
  readonly success: number;
  readonly failure: number;
  readonly deferral: number;
}

export interface TopReport {
  readonly status: Reported;
  /** As a person reads it. */
  readonly text: string;
  readonly count: number;
}

export interface AgeBand {
  /** Age in seconds that the band ends at; null: any greater age. */
  readonly upTo: number | null;
  readonly messages: number;
}

/** What a log's reader is to be told of. */
export interface DeliveryClock {
  observe(event: LogEvent): void;
  spans(): DeliverySpan[];
}

type Counts = Record<Reported, number>;

const MINUTE = 60;
/** Seconds; the shortest of which no more than SPANS are needed is taken. */
const LENGTHS = [MINUTE, 10 * MINUTE, 3600, 6 * 3600, 86_400, 7 * 86_400, 28 * 86_400];
const SPANS = 60;
const TOP_REPORTS = 8;
const AGES = [3600, 6 * 3600, 86_400, 3 * 86_400, 7 * 86_400, null];

/** Counts deliveries by the minute; lines without a time have no place in it. */
export function deliveryClock(): DeliveryClock {
  const minutes = new Map<number, Counts>();
  return {
    observe: ({ kind, time, report }) => {
      if (kind !== 'delivery' || report === null || Number.isNaN(time)) return;
      countsAt(minutes, Math.floor(time / MINUTE) * MINUTE)[report.status] += 1;
    },
    spans: () => spansOf(minutes),
  };
}

function countsAt(times: Map<number, Counts>, time: number): Counts {
  const counts = times.get(time) ?? { success: 0, failure: 0, deferral: 0 };
  times.set(time, counts);
  return counts;
}

function spansOf(minutes: ReadonlyMap<number, Counts>): DeliverySpan[] {
  const times = [...minutes.keys()].sort((one, other) => one - other);
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined) return [];
  const length = LENGTHS.find((each) => (last - first) / each < SPANS) ?? (last - first) / SPANS;
  const begin = Math.floor(first / length) * length;
  const spans = new Map<number, Counts>();
  for (let at = begin; at <= last; at += length) countsAt(spans, at);
  for (const [time, { success, failure, deferral }] of minutes) {
    const counts = countsAt(spans, begin + Math.floor((time - begin) / length) * length);
    counts.success += success;
    counts.failure += failure;
    counts.deferral += deferral;
  }
  return [...spans].map(([from, counts]) => ({ from: new Date(from * 1000), ...counts }));
}

/** Of a log that nobody has, and of a queue that nobody may read, nothing. */
export async function mailFlowOf(target: Target, log: LogReader | null, clock: DeliveryClock): Promise<MailFlow> {
  const reports = (log?.reports.all() ?? []).toSorted((one, other) => other.count - one.count).slice(0, TOP_REPORTS);
  return {
    deliveries: clock.spans(),
    reports: reports.map(({ status, text, count }) => ({ status, text: textOf(text), count })),
    queueAge: await queueAgeOf(target),
  };
}

async function queueAgeOf(target: Target): Promise<AgeBand[]> {
  const messages = AGES.map(() => 0);
  try {
    if (withoutQueue(target) !== null) return [];
    const each = (born: number | undefined, now: number | null) => {
      if (born === undefined || now === null) return;
      const band = AGES.findIndex((upTo) => upTo === null || now - born <= upTo);
      messages[band] = (messages[band] ?? 0) + 1;
    };
    await surveyQueue(target.installation, {
      each: ({ mess, info }, { now }) => mess && each(info?.stat.mtime ?? mess.mtime, now),
      pause: async () => {},
    });
  } catch (error) {
    if (error instanceof CouldNotCheck) return [];
    throw error;
  }
  if (messages.every((count) => count === 0)) return [];
  return AGES.map((upTo, band) => ({ upTo, messages: messages[band] ?? 0 }));
}
