import { lowerCase } from '../../qmail/control.ts';
import { NOBODY } from '../../qmail/trace.ts';
import type { Check, ForwardTrail } from '../check.ts';

/**
 * Forwards that end in a failure, by the message with which they end: one of `parameters.of`, or any but those of
 * `parameters.but` (qmail-local.c:297, qmail-remote.c:366). A circle is one trouble, wherever mail comes into it.
 */
export const check: Check = async function* (target, { parameters }) {
  const of = parameters?.['of'] as readonly string[] | undefined;
  const but = parameters?.['but'] as readonly string[] | undefined;
  const circles = new Map<string, ForwardTrail>();
  for (const trail of await target.forwardTrails()) {
    if ('skip' in trail) {
      yield trail;
      continue;
    }
    const { message } = trail.outcome;
    if (message === null || !(of?.includes(message) ?? true) || but?.includes(message)) continue;
    if (message !== LOOPING) {
      yield told(trail, message);
      continue;
    }
    const circle = circleOf(trail);
    const key = [...circle].sort().join('\0');
    const known = circles.get(key);
    if (known === undefined || (!startsIn(circle, known) && startsIn(circle, trail))) circles.set(key, trail);
  }
  for (const trail of circles.values()) yield told(trail, LOOPING);
};

const LOOPING = 'LOCAL-14';

function told({ subject, way, to, outcome }: ForwardTrail, message: string) {
  const shown = way.map((address) => address.replaceAll(NOBODY, '*'));
  return {
    data: { start: shown[0] ?? '', end: to.replaceAll(NOBODY, '*'), way: shown.join(' -> ') },
    subject,
    prevents: [{ id: message, data: outcome.data }],
  };
}

/** The addresses that lead to each other. */
function circleOf({ way }: ForwardTrail): ReadonlySet<string> {
  const names = way.map((address) => lowerCase(address));
  const again = names.lastIndexOf(names.at(-1) ?? '', -2);
  return new Set(names.slice(Math.max(again, 0)));
}

/** Whether the way begins at a name of the circle, in whatever domain of this host. */
function startsIn(circle: ReadonlySet<string>, { way: [start = ''] }: ForwardTrail): boolean {
  const local = (address: string) => address.slice(0, address.lastIndexOf('@'));
  return [...circle].some((address) => local(address) === local(lowerCase(start)));
}
