/** Deliveries that have started and not ended: their numbers begin again with each qmail-send. */
import type { Channel } from './report-match.ts';

/** A delivery under way; the objects are used again. */
export interface Delivery {
  message: number;
  channel: Channel;
  hash: number;
  length: number;
  bytes: Uint8Array;
  text(): string;
}

export interface Deliveries {
  /** `starting delivery`: the recipient is `bytes[from, end)`. */
  start(number: number, message: number, channel: Channel, bytes: Uint8Array, from: number, end: number): void;
  /** The delivery of that number, which has ended; null where its start was not seen. Good until the next call. */
  finish(number: number): Delivery | null;
  /** How often the numbers began again. */
  restarts(): number;
}

/** More than any qmail-send has under way at a time; what is older will not end. */
const MOST = 4096;
const BYTES = 128;

export function deliveries(): Deliveries {
  const open = new Map<number, Delivery>();
  const spare: Delivery[] = [];
  let last = 0;
  let begun = 0;
  const forget = (number: number, delivery: Delivery) => {
    open.delete(number);
    spare.push(delivery);
  };
  const began = (number: number) => {
    // Numbers only grow in one qmail-send (qmail-send.c:853).
    if (number <= last) {
      begun += 1;
      for (const [old, delivery] of open) forget(old, delivery);
    }
    last = number;
    if (open.size < MOST) return;
    for (const [old, delivery] of open) {
      forget(old, delivery);
      return;
    }
  };
  return {
    start: (number, message, channel, bytes, from, end) => {
      began(number);
      const delivery = spare.pop() ?? newDelivery();
      delivery.message = message;
      delivery.channel = channel;
      store(delivery, bytes, from, end);
      open.set(number, delivery);
    },
    finish: (number) => {
      const found = open.get(number);
      if (found === undefined) return null;
      forget(number, found);
      return found;
    },
    restarts: () => begun,
  };
}

function newDelivery(): Delivery {
  const made: Delivery = {
    message: 0,
    channel: 'local',
    hash: 0,
    length: 0,
    bytes: new Uint8Array(BYTES),
    text: () => Buffer.from(made.bytes.buffer, 0, made.length).toString('latin1'),
  };
  return made;
}

/** The bytes are kept, not a slice, which would keep the whole chunk; and their FNV-1a hash, as a small integer. */
function store(delivery: Delivery, source: Uint8Array, from: number, end: number): void {
  const length = end - from;
  if (length > delivery.bytes.length) delivery.bytes = new Uint8Array(length * 2);
  const { bytes } = delivery;
  let hash = 0x811c9dc5;
  for (let i = 0; i < length; i += 1) {
    const code = source[from + i] ?? 0;
    bytes[i] = code;
    hash = Math.imul(hash ^ code, 0x01000193);
  }
  delivery.hash = hash >> 1;
  delivery.length = length;
}
