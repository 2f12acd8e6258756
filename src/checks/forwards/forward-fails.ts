import type { Check } from '../check.ts';

/**
 * Forwards that end in a failure, by the message with which they end: one of `parameters.of`, or any but those of
 * `parameters.but` (qmail-local.c:297, qmail-remote.c:366).
 */
export const check: Check = async function* (target, { parameters }) {
  const of = parameters?.['of'] as readonly string[] | undefined;
  const but = parameters?.['but'] as readonly string[] | undefined;
  for (const trail of await target.forwardTrails()) {
    if ('skip' in trail) {
      yield trail;
      continue;
    }
    const { subject, way, to, outcome } = trail;
    const { message } = outcome;
    if (message === null || !(of?.includes(message) ?? true) || but?.includes(message)) continue;
    yield {
      data: { start: way[0] ?? '', end: to, way: way.join(' -> ') },
      subject,
      prevents: [{ id: message, data: outcome.data }],
    };
  }
};
