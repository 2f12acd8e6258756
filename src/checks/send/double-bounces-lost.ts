import { discarded, doubleBounceAddress, isPlainValue, placeOf } from '../bounces.ts';
import type { Check } from '../check.ts';
import { traceLocal } from '../local-address.ts';

/** Nobody has the address, so what is sent there is discarded (qmail-send.c:683). That postmaster is missing altogether has its own rule. */
export const check: Check = function* (target) {
  const found = doubleBounceAddress(target);
  const { user, host, address } = found;
  if (user.value.includes('@') || user.value === '' || !isPlainValue(user) || !isPlainValue(host)) return;
  const hop = target.trace(address);
  if (hop.outcome?.message !== 'LOCAL-19') return;
  if (user.value.toLowerCase() === 'postmaster' && traceLocal(target, 'postmaster')?.outcome?.message === 'LOCAL-19')
    return;
  const path = placeOf(found);
  // Whoever's host it is in control/me, the name to write is that of a user.
  yield { data: { address, file: user.path }, subject: { path, line: 1 }, prevents: discarded(hop) };
};
