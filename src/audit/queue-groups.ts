/** What waits, put together: by why, by domain, by age as qshape does. Only recipients that are not done are counted. */
import { textOf } from '../host/bytes.ts';
import { lowerCase } from '../qmail/control.ts';
import type { QueuedMessage, QueuedRecipient } from '../qmail/queue-message.ts';
import type { QueueOutcome } from './queue.ts';
import type { Reason } from './queued.ts';

export type GroupBy = 'reason' | 'domain' | 'age';

export interface QueueGroup {
  /** A report with its status, a domain, or a range of minutes. */
  readonly key: string;
  readonly messages: number;
  readonly recipients: number;
  /** Recipients by the age of their message: up to each of `AGES`, then older. */
  readonly ages: readonly number[];
  /** Births, seconds since 1970. */
  readonly oldest: number | null;
  readonly firstToExpire: number | null;
}

/** Minutes (qshape: each bucket twice the one before). */
export const AGES: readonly number[] = [5, 10, 20, 40, 80, 160, 320, 640, 1280];

/** The most recipients first; by age the youngest first. */
export function groupsOf(outcome: QueueOutcome, by: GroupBy): QueueGroup[] {
  const groups = new Map<string, Building>();
  for (const message of outcome.messages) {
    const age = bucketOf(message, outcome.state.now);
    const seen = new Set<string>();
    for (const recipient of message.recipients) {
      if (recipient.done) continue;
      const key =
        by === 'age' ? ageName(age) : by === 'domain' ? domainKey(recipient) : whyKey(outcome, message, recipient);
      const group = groups.get(key) ?? {
        messages: 0,
        recipients: 0,
        ages: emptyAges(),
        oldest: null,
        firstToExpire: null,
      };
      groups.set(key, group);
      group.recipients += 1;
      group.ages[age] = (group.ages[age] ?? 0) + 1;
      if (seen.has(key)) continue;
      seen.add(key);
      group.messages += 1;
      group.oldest = least(group.oldest, message.born);
      group.firstToExpire = least(group.firstToExpire, message.expires);
    }
  }
  const made = [...groups].map(([key, group]) => ({ key, ...group }));
  if (by === 'age') return made.sort((one, other) => firstAge(one) - firstAge(other));
  return made.sort((one, other) => other.recipients - one.recipients || (one.key < other.key ? -1 : 1));
}

interface Building {
  messages: number;
  recipients: number;
  readonly ages: number[];
  oldest: number | null;
  firstToExpire: number | null;
}

function emptyAges(): number[] {
  return [...AGES, 0].map(() => 0);
}

function least(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}

function firstAge({ ages }: QueueGroup): number {
  return ages.findIndex((count) => count > 0);
}

function bucketOf({ born }: QueuedMessage, now: number | null): number {
  const minutes = born === null || now === null ? 0 : (now - born) / 60;
  const bucket = AGES.findIndex((limit) => minutes <= limit);
  return bucket < 0 ? AGES.length : bucket;
}

export function ageName(bucket: number): string {
  const limit = AGES[bucket];
  return limit === undefined ? `${AGES.at(-1)}+` : String(limit);
}

/** In lower case, as qmail compares it; '' without one. */
export function domainOf(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 0 ? '' : lowerCase(address.slice(at + 1));
}

function domainKey({ address }: QueuedRecipient): string {
  return textOf(domainOf(address));
}

function whyKey(outcome: QueueOutcome, message: QueuedMessage, recipient: QueuedRecipient): string {
  return reasonText(outcome.why(message, recipient));
}

/** What the log said last, else what would happen now: `deferral: TEXT`; the status alone where there is no text. */
export function reasonText({ last, now }: Reason): string {
  const { status, text } = last ?? { status: now?.status ?? 'unknown', text: now?.report ?? '' };
  return text === '' ? status : `${status}: ${text}`;
}
