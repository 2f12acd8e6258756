/** The line forms of qmail-send (messages.md 1.3; qmail-send.c), told from the characters without making strings. */
import type { Channel, Reported } from './report-match.ts';

export type LineKind =
  | 'new'
  | 'info'
  | 'start'
  | 'delivery'
  | 'mangled'
  | 'bounce'
  | 'triple'
  | 'end'
  | 'status'
  | 'exit'
  | 'alert'
  | 'warning'
  | 'other';

/** A line as read; one object, used again. What a kind does not tell keeps what was there before. */
export interface Line {
  kind: LineKind;
  message: number;
  delivery: number;
  channel: Channel;
  status: Reported;
  /** Where the report, the recipient or the sender begins; a sender ends at `to`, the others with the line. */
  from: number;
  to: number;
}

export function newLine(): Line {
  return { kind: 'other', message: 0, delivery: 0, channel: 'local', status: 'success', from: 0, to: 0 };
}

const A = 0x61;
const B = 0x62;
const D = 0x64;
const E = 0x65;
const I = 0x69;
const N = 0x6e;
const R = 0x72;
const S = 0x73;
const T = 0x74;
const W = 0x77;
const CLOSE = 0x3e;

/** Reads the line of qmail-send in `text[at, end)`, which are `bytes` as characters; what is none, or is cut, is `other`. */
export function readLine(bytes: Uint8Array, text: string, at: number, end: number, into: Line): void {
  into.kind = 'other';
  switch (bytes[at]) {
    case N:
      numbered('new', 'new msg ', bytes, text, at, end, into);
      break;
    case E:
      numbered('end', 'end msg ', bytes, text, at, end, into);
      break;
    case S:
      if (bytes[at + 3] === R) starting(bytes, text, at, end, into);
      else status(text, at, end, into);
      break;
    case D:
      delivery(bytes, text, at, end, into);
      break;
    case I:
      info(bytes, text, at, end, into);
      break;
    case B:
      bounce(bytes, text, at, end, into);
      break;
    case T:
      triple(bytes, text, at, end, into);
      break;
    case A:
      if (text.startsWith('alert: ', at)) into.kind = 'alert';
      break;
    case W:
      if (text.startsWith('warning: ', at)) into.kind = 'warning';
  }
}

/** Where the digits that begin at `at` end. */
function afterDigits(bytes: Uint8Array, at: number, end: number): number {
  let i = at;
  while (i < end) {
    const byte = bytes[i] ?? 0;
    if (byte < 0x30 || byte > 0x39) break;
    i += 1;
  }
  return i;
}

function numberOf(bytes: Uint8Array, from: number, end: number): number {
  let value = 0;
  for (let i = from; i < end; i += 1) value = value * 10 + (bytes[i] ?? 0) - 0x30;
  return value;
}

function numbered(
  kind: LineKind,
  words: string,
  bytes: Uint8Array,
  text: string,
  at: number,
  end: number,
  into: Line,
): void {
  const from = at + words.length;
  const to = afterDigits(bytes, from, end);
  if (to === from || to !== end || !text.startsWith(words, at)) return;
  into.kind = kind;
  into.message = numberOf(bytes, from, to);
}

function starting(bytes: Uint8Array, text: string, at: number, end: number, into: Line): void {
  if (!text.startsWith('starting delivery ', at)) return;
  const number = at + 18;
  const colon = afterDigits(bytes, number, end);
  if (colon === number || !text.startsWith(': msg ', colon)) return;
  const message = colon + 6;
  const to = afterDigits(bytes, message, end);
  if (to === message) return;
  const local = text.startsWith(' to local ', to);
  if (!local && !text.startsWith(' to remote ', to)) return;
  into.kind = 'start';
  into.delivery = numberOf(bytes, number, colon);
  into.message = numberOf(bytes, message, to);
  into.channel = local ? 'local' : 'remote';
  into.from = to + (local ? 10 : 11);
}

function delivery(bytes: Uint8Array, text: string, at: number, end: number, into: Line): void {
  const number = at + 9;
  const colon = afterDigits(bytes, number, end);
  if (colon === number || !text.startsWith('delivery ', at)) return;
  if (text.startsWith(': success: ', colon)) into.status = 'success';
  else if (text.startsWith(': deferral: ', colon)) into.status = 'deferral';
  else if (text.startsWith(': failure: ', colon)) into.status = 'failure';
  else {
    if (!text.startsWith(': report mangled, will defer', colon)) return;
    into.kind = 'mangled';
    into.delivery = numberOf(bytes, number, colon);
    return;
  }
  into.from = colon + (into.status === 'deferral' ? 12 : 11);
  // Cut before its text began.
  if (into.from > end) return;
  into.kind = 'delivery';
  into.delivery = numberOf(bytes, number, colon);
}

function status(text: string, at: number, end: number, into: Line): void {
  if (text.startsWith('status: local ', at)) into.kind = 'status';
  else if (end - at === 15 && text.startsWith('status: exiting', at)) into.kind = 'exit';
}

/** `info msg 93869: bytes 4 from <a@b> qp 93870 uid 89`. */
function info(bytes: Uint8Array, text: string, at: number, end: number, into: Line): void {
  const message = at + 9;
  const colon = afterDigits(bytes, message, end);
  if (colon === message || !text.startsWith('info msg ', at) || !text.startsWith(': bytes ', colon)) return;
  const size = afterDigits(bytes, colon + 8, end);
  if (!text.startsWith(' from <', size)) return;
  const close = afterSender(bytes, text, size + 7, end);
  if (close < 0) return;
  into.kind = 'info';
  into.message = numberOf(bytes, message, colon);
  into.from = size + 7;
  into.to = close;
}

/** Where the sender ends: at the last `> qp `, since the sender itself may hold one; -1 where there is none. */
function afterSender(bytes: Uint8Array, text: string, from: number, end: number): number {
  for (let i = end - 5; i >= from; i -= 1) if (bytes[i] === CLOSE && text.startsWith('> qp ', i)) return i;
  return -1;
}

function bounce(bytes: Uint8Array, text: string, at: number, end: number, into: Line): void {
  const message = at + 11;
  const to = afterDigits(bytes, message, end);
  if (to === message || !text.startsWith('bounce msg ', at) || !text.startsWith(' qp ', to)) return;
  into.kind = 'bounce';
  into.message = numberOf(bytes, message, to);
  into.from = to + 4;
}

function triple(bytes: Uint8Array, text: string, at: number, end: number, into: Line): void {
  const words = 'triple bounce: discarding bounce/';
  if (!text.startsWith(words, at)) return;
  const from = at + words.length;
  into.kind = 'triple';
  into.message = numberOf(bytes, from, afterDigits(bytes, from, end));
}
