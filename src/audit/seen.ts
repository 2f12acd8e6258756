/** Joins the log to the findings: how often it has shown what a finding leads to, and what no finding explains. */
import { textOf } from '../host/bytes.ts';
import type { LogReader } from '../qmail/log.ts';
import type { Person } from '../qmail/log-reports.ts';
import { type Language, messageOf } from '../qmail/message.ts';
import { inOrder } from './order.ts';
import type { AuditOutcome, Finding, PreventedText } from './outcome.ts';
import type { OwnersOf } from './owners.ts';

/**
 * Lines of the log that a finding leads to: for its user where it has one, or its domain; whichever recipient they were for where it has
 * neither, or where the log has too many recipients.
 */
export interface Seen {
  /** Whose lines these are: those of the finding's own user or domain, or everybody's. */
  readonly for: 'user' | 'domain' | 'all';
  readonly count: number;
  /** ISO 8601; null where the log has no times. */
  readonly first: string | null;
  readonly last: string | null;
}

/** A report, alert or warning that no finding leads to. */
export interface Unexplained extends Omit<Seen, 'for'> {
  /** Null for an alert or a warning. */
  readonly status: string | null;
  readonly text: string;
  /** Null where it is none of the catalogue's. */
  readonly message: string | null;
  readonly meaning: string | null;
}

interface Line extends Unexplained {
  readonly expired: boolean;
  readonly times: Times;
  /** By user and by domain; null where that is not known. */
  readonly owned: { readonly users: ReadonlyMap<string, Times>; readonly domains: ReadonlyMap<string, Times> } | null;
}

/** Seconds since 1970; NaN where the log has no times. */
interface Times {
  readonly count: number;
  readonly from: number;
  readonly to: number;
}

/** The outcome with `seen` in its findings, in their order, and with what none of them explains. */
export function withSeen(outcome: AuditOutcome, log: LogReader, language: Language, ownersOf: OwnersOf): AuditOutcome {
  const lines = linesOf(log, language, ownersOf);
  const explained = new Set<Line>();
  const findings = outcome.findings.map((finding) => {
    const parts: Part[] = [];
    for (const line of lines) {
      const part = finding.prevents.some((each) => leadsTo(each, line)) ? partFor(finding, line) : null;
      if (part === null) continue;
      explained.add(line);
      parts.push(part);
    }
    return parts.length === 0 ? finding : { ...finding, seen: seenOf(parts) };
  });
  for (const line of lines) if (causing(outcome.suppressed, line).length > 0) explained.add(line);
  const unexplained = lines
    .filter((line) => !explained.has(line))
    .toSorted((one, other) => other.count - one.count)
    .map(({ expired: _, times: __, owned: ___, ...line }) => line);
  return { ...outcome, findings: inOrder(findings), unexplained };
}

/** What of a line is a finding's. */
interface Part {
  readonly for: Seen['for'];
  readonly times: Times;
}

/** Null where the line was for others than the finding is about. */
function partFor({ subject }: Finding, { owned, times }: Line): Part | null {
  const name = subject.user ?? aliasOf(subject.path);
  const user = name === undefined ? undefined : owned?.users.get(name);
  if (user !== undefined) return { for: 'user', times: user };
  if (name !== undefined && owned !== null) return null;
  const domain = subject.domain === undefined ? undefined : owned?.domains.get(subject.domain.toLowerCase());
  return domain === undefined ? { for: 'all', times } : { for: 'domain', times: domain };
}

/** The address that a file of ~alias is for; findings in the homes of users have their user. */
function aliasOf(path: string | undefined): string | undefined {
  const ext = /\/\.qmail-([^/]+)$/
    .exec(path ?? '')?.[1]
    ?.replaceAll(':', '.')
    .replace(/-default$/, '');
  return ext === 'default' ? undefined : ext;
}

function linesOf({ reports, notices }: LogReader, language: Language, ownersOf: OwnersOf): Line[] {
  const told = { status: null, expired: false, people: null };
  const failed = reports.all().filter(({ status }) => status !== 'success');
  return [...failed, ...notices.all().map((each) => ({ ...told, ...each }))].map(
    ({ status, text, message, expired, count, first, last, people }) => ({
      status,
      text: textOf(text),
      message,
      meaning: message === null ? null : messageOf(message).meaning[language],
      expired,
      count,
      first: isoOf(first),
      last: isoOf(last),
      times: { count, from: first, to: last },
      owned: people === null || people.size === 0 ? null : ownedBy(people.values(), ownersOf),
    }),
  );
}

function ownedBy(people: Iterable<Person>, ownersOf: OwnersOf): NonNullable<Line['owned']> {
  const users = new Map<string, Times>();
  const domains = new Map<string, Times>();
  for (const { address, count, first, last } of people) {
    const owners = ownersOf(address);
    const times = { count, from: first, to: last };
    for (const user of owners.users) users.set(user, added(times, users.get(user)));
    domains.set(owners.domain, added(times, domains.get(owners.domain)));
  }
  return { users, domains };
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

function added(times: Times, before: Times | undefined): Times {
  return before === undefined ? times : together([before, times]);
}

function seenOf(parts: readonly Part[]): Seen {
  const { count, from, to } = together(parts.map(({ times }) => times));
  const widest = (['all', 'domain'] as const).find((scope) => parts.some((part) => part.for === scope)) ?? 'user';
  return { for: widest, count, first: isoOf(from), last: isoOf(to) };
}

function together(times: readonly Times[]): Times {
  const dated = times.filter(({ from }) => !Number.isNaN(from));
  return {
    count: times.reduce((sum, { count }) => sum + count, 0),
    from: Math.min(...dated.map(({ from }) => from)),
    to: Math.max(...dated.map(({ to }) => to)),
  };
}

/** Null for no time, or one that no date has. */
function isoOf(seconds: number): string | null {
  const date = new Date(Math.floor(seconds) * 1000);
  return Number.isNaN(date.getTime()) ? null : date.toISOString().replace('.000Z', 'Z');
}

/** Of findings that are shown together: what their users saw, each once; else the most often seen. */
export function seenTogether(findings: readonly Finding[]): Omit<Seen, 'for'> | null {
  const told = findings.flatMap(({ seen, subject }) => (seen === undefined ? [] : [{ seen, user: subject.user }]));
  const most = told.toSorted((one, other) => other.seen.count - one.seen.count);
  if (most.some(({ seen }) => seen.for !== 'user')) return most[0]?.seen ?? null;
  const each = most.filter(({ user }, index) => most.findIndex((other) => other.user === user) === index);
  if (each.length === 0) return null;
  const times = (pick: (seen: Seen) => string | null) => each.flatMap(({ seen }) => pick(seen) ?? []).sort();
  return {
    count: each.reduce((sum, { seen }) => sum + seen.count, 0),
    first: times(({ first }) => first)[0] ?? null,
    last: times(({ last }) => last).at(-1) ?? null,
  };
}
