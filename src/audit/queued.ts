/** The queue as plain text data: the public shape of `queue --format json` (contract, `queue.schema.json`). */
import { textOf } from '../host/bytes.ts';
import type { QueuedMessage, QueuedRecipient, UnprocessedMessage } from '../qmail/queue-message.ts';
import type { Channel } from '../qmail/queue-schedule.ts';
import type { Traced } from './traced.ts';

/** Times are ISO 8601 in UTC, null where they cannot be told. */
export interface Queued {
  readonly id: number;
  readonly born: string | null;
  /** Seconds since birth. */
  readonly age: number | null;
  readonly bytes: number;
  readonly sender: string;
  readonly bouncing: boolean;
  readonly recipients: readonly WaitingRecipient[];
  readonly expires: string | null;
  readonly bouncesAt: string | null;
}

export interface WaitingRecipient {
  readonly channel: Channel;
  readonly address: string;
  readonly done: boolean;
  readonly nextAttempt: string | null;
  readonly bouncesAt: string | null;
  /** Why it waits; null where it is done, or was not asked. */
  readonly why: Reason | null;
}

export interface Reason {
  /** What the log said last of this recipient of this message; null without a log, or where it says nothing. */
  readonly last: LastReport | null;
  /** What qmail would make of it now; null where it was not traced. */
  readonly now: NonNullable<Traced['outcome']> | null;
}

export interface LastReport {
  readonly status: string;
  /** As the log has it. */
  readonly text: string;
  /** Its id in the catalogue, where it has one. */
  readonly message: string | null;
  /** ISO 8601; null where the log has no times. */
  readonly time: string | null;
}

export interface Unprocessed {
  readonly id: number;
  readonly bytes: number | null;
  readonly queued: string | null;
  readonly sender: string | null;
  readonly recipients: readonly { readonly address: string }[];
  /** Who ran qmail-queue, and its process id. */
  readonly uid: number | null;
  readonly qp: number | null;
}

export function queued(
  message: QueuedMessage,
  now: number | null,
  why: (of: QueuedRecipient) => Reason | null,
): Queued {
  return {
    id: Number(message.id),
    born: timeText(message.born),
    age: message.born === null || now === null ? null : Math.max(0, now - message.born),
    bytes: message.bytes,
    sender: textOf(message.sender),
    bouncing: message.bouncing,
    recipients: message.recipients.map((each) => ({
      channel: each.channel,
      address: textOf(each.address),
      done: each.done,
      nextAttempt: timeText(each.nextAttempt),
      bouncesAt: timeText(each.bouncesAt),
      why: each.done ? null : why(each),
    })),
    expires: timeText(message.expires),
    bouncesAt: timeText(message.bouncesAt),
  };
}

export function unprocessed({ id, bytes, queued: at, envelope }: UnprocessedMessage): Unprocessed {
  const { sender, recipients, uid, pid } = envelope;
  return {
    id: Number(id),
    bytes,
    queued: timeText(at),
    sender: sender === null ? null : textOf(sender),
    recipients: recipients.map((address) => ({ address: textOf(address) })),
    uid: numberOf(uid),
    qp: numberOf(pid),
  };
}

function numberOf(digits: string | null): number | null {
  return digits !== null && /^\d{1,15}$/.test(digits) ? Number(digits) : null;
}

/** The last second that a Date can tell, and the years that ISO 8601 writes with four digits. */
const LAST = 8.64e12;
const YEARS = { first: 0, last: 9999 };

/** ISO 8601 in UTC. A queue has so many times that `toISOString` alone took a tenth of its listing. */
export function timeText(seconds: number | null): string | null {
  if (seconds === null || Math.abs(seconds) > LAST) return null;
  const time = new Date(seconds * 1000);
  const year = time.getUTCFullYear();
  if (year < YEARS.first || year > YEARS.last) return time.toISOString().replace('.000Z', 'Z');
  const day = `${String(year).padStart(4, '0')}-${two(time.getUTCMonth() + 1)}-${two(time.getUTCDate())}`;
  return `${day}T${two(time.getUTCHours())}:${two(time.getUTCMinutes())}:${two(time.getUTCSeconds())}Z`;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
