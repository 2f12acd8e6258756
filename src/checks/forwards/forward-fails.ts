import { lowerCase } from '../../qmail/control.ts';
import { NOBODY } from '../../qmail/trace.ts';
import type { Check, ForwardTrail } from '../check.ts';

/**
 * Forwards that end in a failure, by the message with which they end: one of `parameters.of`, or any but those of
 * `parameters.but` (qmail-local.c:297, qmail-remote.c:366). One forward that fails is one trouble, and so is a circle, wherever mail
 * comes into it.
 */
export const check: Check = async function* (target, { parameters }) {
  const of = parameters?.['of'] as readonly string[] | undefined;
  const but = parameters?.['but'] as readonly string[] | undefined;
  const troubles = new Map<string, ForwardTrail>();
  for (const trail of await target.forwardTrails()) {
    if ('skip' in trail) {
      yield trail;
      continue;
    }
    const { message } = trail.outcome;
    if (message === null || !(of?.includes(message) ?? true) || but?.includes(message)) continue;
    const key = [message, ...[...troubled(trail)].sort()].join('\0');
    const known = troubles.get(key);
    if (known === undefined || (!startsThere(known) && startsThere(trail))) troubles.set(key, trail);
  }
  for (const trail of troubles.values()) yield told(trail);
};

function told({ subject, way, to, outcome }: ForwardTrail) {
  const shown = way.map((address) => address.replaceAll(NOBODY, '*'));
  return {
    data: { start: shown[0] ?? '', end: to.replaceAll(NOBODY, '*'), way: shown.join(' -> ') },
    subject,
    prevents: [{ id: outcome.message ?? '', data: outcome.data }],
  };
}

/** The local parts that have the trouble: those that lead to each other, else the one that forwards, with where to. */
function troubled({ way, to, outcome }: ForwardTrail): ReadonlySet<string> {
  const names = way.map((address) => lowerCase(address));
  if (outcome.message !== 'LOCAL-14') return new Set([localOf(names.at(-2) ?? ''), to]);
  const again = names.lastIndexOf(names.at(-1) ?? '', -2);
  return new Set(names.slice(Math.max(again, 0)).map(localOf));
}

/** Whether the way begins there, in whatever domain of this host. */
function startsThere(trail: ForwardTrail): boolean {
  return troubled(trail).has(localOf(lowerCase(trail.way[0] ?? '')));
}

function localOf(address: string): string {
  return address.slice(0, address.lastIndexOf('@'));
}
