import { bounceAddress, isPlainValue, placeOf } from '../bounces.ts';
import type { Check } from '../check.ts';
import { seenOf, traceLocal } from '../local-address.ts';
import { remoteFate } from '../remote-fate.ts';

/** Whoever answers a bounce gets one. That mailer-daemon is missing altogether has its own rule. */
export const check: Check = async function* (target) {
  const found = bounceAddress(target);
  const { user, host, address } = found;
  if (user.from === null && host.from !== 'bouncehost') return;
  if (/[@ \t]/.test(address.slice(0, user.value.length)) || user.value === '' || host.value === '') return;
  if (!isPlainValue(user) || !isPlainValue(host)) return;
  const hop = target.trace(address);
  const fate = hop.channel === 'local' ? seenOf(hop.outcome) : await remoteFate(target)(host.value);
  if (!fate.some(({ id }) => ['LOCAL-19', 'REMOTE-11', 'REMOTE-12'].includes(id))) return;
  const daemon = user.value.toLowerCase() === 'mailer-daemon';
  if (daemon && hop.channel === 'local' && traceLocal(target, user.value)?.outcome?.message === 'LOCAL-19') return;
  const path = placeOf(found);
  yield { data: { address, path }, subject: { path, line: 1 }, prevents: fate };
};
