/** The distinct reports of a log, in a table that does not grow with it. */
import { type Channel, type Recognised, type Reported, reportMatcher } from './report-match.ts';

export interface Report {
  readonly status: Reported;
  /** Byte for byte; with `{placeholders}` for what came when the table was full. */
  readonly text: string;
  readonly message: string | null;
  /** queuelifetime made it final. */
  readonly expired: boolean;
  count: number;
  /** Seconds since 1970; NaN where no line of it has a time. */
  first: number;
  last: number;
  /** Distinct recipients, by a hash of each. */
  readonly recipients: Set<number>;
  /** The first recipients. */
  readonly examples: string[];
  /** Of a failure or a deferral each recipient, by its hash; null where there were too many. */
  people: Map<number, Person> | null;
}

/** A recipient of a report. Times as in Report. */
export interface Person {
  readonly address: string;
  count: number;
  first: number;
  last: number;
}

/** Whom a delivery was for; one object, used again. */
export interface Recipient {
  readonly channel: Channel | null;
  /** Of the bytes of the address. */
  readonly hash: number;
  /** The address, made only when asked for. */
  text(): string;
}

export interface Reports {
  /** The report at `text[from, end)`; it is not kept. */
  add(status: Reported, text: string, from: number, end: number, time: number, recipient: Recipient | null): Report;
  all(): Report[];
}

/** Distinct texts that are kept for each status. */
const TEXTS: Readonly<Record<Reported, number>> = { success: 500, failure: 2000, deferral: 2000 };
/** Distinct recipients that are counted for each report, and for all of them together. */
export const RECIPIENTS = 5000;
const ALL_RECIPIENTS = 300_000;
const EXAMPLES = 5;
/** Recipients of whom each is known, for each report, and for all of them together. */
const PEOPLE = 1000;
const ALL_PEOPLE = 50_000;

interface Group extends Report {
  readonly pattern: RegExp | null;
}

export function reportTable(): Reports {
  const tables = { success: new Map<string, Report>(), failure: new Map(), deferral: new Map() };
  const groups = new Map<string, Group>();
  const last: Record<Reported, Report | null> = { success: null, failure: null, deferral: null };
  let room = ALL_RECIPIENTS;
  let peopleRoom = ALL_PEOPLE;
  let match: ReturnType<typeof reportMatcher> | null = null;

  const matched = (status: Reported, text: string, channel: Channel | null): Recognised => {
    match ??= reportMatcher();
    return match(status, text, channel);
  };
  const find = (status: Reported, text: string, recipient: Recipient | null): Report => {
    const table = tables[status];
    const known = table.get(text);
    if (known !== undefined) return known;
    if (table.size >= TEXTS[status]) return grouped(status, text, recipient);
    const copy = copied(text);
    const { message, expired } = matched(status, copy, recipient?.channel ?? null);
    const made = newReport(status, copy, message, expired);
    table.set(copy, made);
    return made;
  };
  const grouped = (status: Reported, text: string, recipient: Recipient | null): Report => {
    for (const group of groups.values())
      if (group.status === status && group.pattern?.test(text) === true) return group;
    const { message, expired, template, pattern } = matched(status, text, recipient?.channel ?? null);
    const key = `${status} ${message} ${template}`;
    const made = groups.get(key) ?? { ...newReport(status, template, message, expired), pattern };
    groups.set(key, made);
    return made;
  };
  const countPerson = (report: Report, people: Map<number, Person>, time: number, recipient: Recipient): void => {
    const known = people.get(recipient.hash);
    if (known !== undefined) {
      countAt(known, time);
      return;
    }
    if (people.size >= PEOPLE || peopleRoom === 0) {
      report.people = null;
      return;
    }
    peopleRoom -= 1;
    const person = { address: recipient.text(), count: 0, first: Number.NaN, last: Number.NaN };
    people.set(recipient.hash, person);
    countAt(person, time);
  };
  const count = (report: Report, time: number, recipient: Recipient | null): Report => {
    countAt(report, time);
    if (recipient !== null && report.people !== null && report.status !== 'success')
      countPerson(report, report.people, time, recipient);
    if (recipient === null || room === 0 || report.recipients.size >= RECIPIENTS) return report;
    const { recipients, examples } = report;
    const before = recipients.size;
    if (recipients.add(recipient.hash).size === before) return report;
    room -= 1;
    if (examples.length < EXAMPLES) examples.push(recipient.text());
    return report;
  };
  return {
    add: (status, text, from, end, time, recipient) => {
      const before = last[status];
      const same = before !== null && before.text.length === end - from && text.startsWith(before.text, from);
      const report = same ? before : find(status, text.slice(from, end), recipient);
      last[status] = report;
      return count(report, time, recipient);
    },
    all: () => [...Object.values(tables).flatMap((table) => [...table.values()]), ...groups.values()],
  };
}

function countAt(counted: Pick<Person, 'count' | 'first' | 'last'>, time: number): void {
  counted.count += 1;
  if (!(time >= counted.first)) counted.first = Number.isNaN(time) ? counted.first : time;
  if (!(time <= counted.last)) counted.last = Number.isNaN(time) ? counted.last : time;
}

function newReport(status: Reported, text: string, message: string | null, expired: boolean): Report {
  return {
    status,
    text,
    message,
    expired,
    count: 0,
    first: Number.NaN,
    last: Number.NaN,
    recipients: new Set(),
    examples: [],
    people: new Map(),
  };
}

/** A string of its own: a slice would keep the whole chunk that it was cut from. */
export function copied(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}
