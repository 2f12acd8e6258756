/** The addresses that qmail-send puts on bounces, and where double bounces go (qmail-send.c:1447). */
import { readLine } from '../qmail/control.ts';
import type { Hop } from '../qmail/hop.ts';
import type { Prevented, Target } from './check.ts';
import { seenOf } from './local-address.ts';
import { controlPath } from './text.ts';

/** A value with the file that has it. */
export interface BounceValue {
  readonly value: string;
  /** The name in control/; null for what is compiled in. */
  readonly from: string | null;
  /** Absolute: the file that has it, or that would. */
  readonly path: string;
}

export interface BounceAddress {
  readonly user: BounceValue;
  readonly host: BounceValue;
  readonly address: string;
}

/** doublebounceto, `@` and doublebouncehost, whatever the former holds (qmail-send.c:1452). Throws CouldNotCheck. */
export function doubleBounceAddress(target: Target): BounceAddress {
  return addressOf(controlValue(target, 'doublebounceto', 'postmaster'), hostOf(target, 'doublebouncehost'));
}

/** What stands in From of every bounce (qmail-send.c:696). Throws CouldNotCheck. */
export function bounceAddress(target: Target): BounceAddress {
  return addressOf(controlValue(target, 'bouncefrom', 'MAILER-DAEMON'), hostOf(target, 'bouncehost'));
}

function addressOf(user: BounceValue, host: BounceValue): BounceAddress {
  return { user, host, address: `${user.value}@${host.value}` };
}

function hostOf(target: Target, name: string): BounceValue {
  const own = controlValue(target, name, '');
  if (own.from !== null) return own;
  const me = controlValue(target, 'me', name);
  return me.from === null ? { ...me, path: own.path } : me;
}

function controlValue(target: Target, name: string, otherwise: string): BounceValue {
  const file = target.control(name);
  const path = controlPath(target, name);
  if (file.state !== 'present') return { value: otherwise, from: null, path };
  return { value: readLine(file.text), from: name, path };
}

/** The rules on all files of one line have nothing against it, a blank or an empty value aside. */
export function isPlainValue({ value }: BounceValue): boolean {
  return !value.startsWith('#') && !/[^\t\x20-\x7e]/.test(value);
}

/** The file to speak of: the user's where there is one, else the host's, else where the host's would be. */
export function placeOf({ user, host }: BounceAddress): string {
  return user.from === null ? host.path : user.path;
}

/** A double bounce that fails is thrown away (qmail-send.c:683). */
export function discarded(hop: Hop): Prevented[] {
  return [...seenOf(hop.outcome), { id: 'SEND-B3' }];
}
