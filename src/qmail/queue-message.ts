/** Messages of the queue as qmail-qread tells them, with what becomes of them. All times are seconds since 1970. */
import { type ControlFile, readInt } from './control.ts';
import type { Entry } from './queue.ts';
import { type Envelope, parseEnvelope, parseInfo, parseList } from './queue-records.ts';
import { attemptAfter, CHANNELS, type Channel, lastAttempt } from './queue-schedule.ts';

export interface QueuedMessage {
  readonly id: string;
  /** The size of mess/N, with its Received line. */
  readonly bytes: number;
  /** Null where the time was not recorded. */
  readonly born: number | null;
  readonly sender: string;
  /** Whether some recipients have failed: bounce/N is there. */
  readonly bouncing: boolean;
  readonly recipients: readonly QueuedRecipient[];
  /** Birth and queuelifetime; null where one is not known. */
  readonly expires: number | null;
  /** The first attempt after `expires`, at which what still fails is given up; null where nothing is tried again. */
  readonly bouncesAt: number | null;
}

export interface QueuedRecipient {
  readonly channel: Channel;
  /** As stored: a local one was rewritten by virtualdomains. */
  readonly address: string;
  readonly done: boolean;
  readonly nextAttempt: number | null;
  readonly bouncesAt: number | null;
}

/** A message that qmail-send has not taken up. */
export interface UnprocessedMessage {
  readonly id: string;
  readonly bytes: number | null;
  /** When it was queued. */
  readonly queued: number | null;
  readonly envelope: Envelope;
}

/** What decides about all messages. */
export interface QueueState {
  readonly now: number | null;
  /** queuelifetime in seconds; null where it cannot be read. */
  readonly lifetime: number | null;
  /** Whether qmail-send works in this queue; null where that is not known. */
  readonly sending: boolean | null;
  /** Channels whose concurrency is 0: nothing is tried there. */
  readonly held: ReadonlySet<Channel>;
}

/** control/queuelifetime in seconds, 604800 without the file (qmail-send.c:1444); null where it cannot be read. Throws CouldNotCheck. */
export function queueLifetime(control: (name: string) => ControlFile): number | null {
  return integer(control, 'queuelifetime', 604800);
}

/** The channels that are on hold. Throws CouldNotCheck. */
export function heldChannels(control: (name: string) => ControlFile): Set<Channel> {
  return new Set(CHANNELS.filter((channel) => (integer(control, `concurrency${channel}`, 1) ?? 1) <= 0));
}

function integer(control: (name: string) => ControlFile, name: string, fallback: number): number | null {
  const file = control(name);
  if (file.state === 'absent') return fallback;
  return file.state === 'present' ? (readInt(file.text) ?? fallback) : null;
}

/** What qmail-qread lists: a number with info/N and mess/N that is not in todo/ any more (qmail-qread.c:121-170); else null. */
export function messageOf(entry: Entry, state: QueueState): QueuedMessage | null {
  const { id, mess, info, bounce } = entry;
  if (mess === null || info === null) return null;
  const born = info.stat.mtime ?? null;
  const expires = born === null || state.lifetime === null ? null : born + state.lifetime;
  const recipients: QueuedRecipient[] = [];
  for (const channel of CHANNELS) addRecipients(recipients, channel, entry[channel], { born, expires }, state);
  let bouncesAt: number | null = null;
  for (const { bouncesAt: at } of recipients) if (at !== null && (bouncesAt === null || at < bouncesAt)) bouncesAt = at;
  const { sender } = parseInfo(info.text ?? '');
  return { id, bytes: mess.size, born, sender, bouncing: bounce !== null, recipients, expires, bouncesAt };
}

interface Life {
  readonly born: number | null;
  readonly expires: number | null;
}

const NO_ATTEMPTS = { nextAttempt: null, bouncesAt: null };

function addRecipients(
  into: QueuedRecipient[],
  channel: Channel,
  list: Entry[Channel],
  life: Life,
  state: QueueState,
): void {
  if (list === null || list.text === null) return;
  const ahead = attemptsOf(channel, list.stat.mtime ?? null, life, state);
  for (const { address, done } of parseList(list.text).recipients) {
    const { nextAttempt, bouncesAt } = done ? NO_ATTEMPTS : ahead;
    into.push({ channel, address, done, nextAttempt, bouncesAt });
  }
}

function attemptsOf(
  channel: Channel,
  touched: number | null,
  { born, expires }: Life,
  { now, sending, held }: QueueState,
): Pick<QueuedRecipient, 'nextAttempt' | 'bouncesAt'> {
  if (born === null || touched === null || now === null || held.has(channel)) return NO_ATTEMPTS;
  const schedule = { channel, born, touched };
  // Without a qmail-send the time that was written down passes, and the message is tried as soon as one starts.
  const nextAttempt = sending === false ? Math.max(touched, now) : attemptAfter(schedule, now);
  return { nextAttempt, bouncesAt: expires === null ? null : lastAttempt(schedule, nextAttempt, expires) };
}

/** A number in todo/; null where it has none. */
export function unprocessedOf({ id, todo, mess }: Entry): UnprocessedMessage | null {
  if (todo === null) return null;
  return {
    id,
    bytes: mess?.size ?? null,
    queued: todo.stat.mtime ?? null,
    envelope: parseEnvelope(todo.text ?? ''),
  };
}
