import { doubleBounceAddress } from '../bounces.ts';
import type { Check } from '../check.ts';
import { seenOf } from '../local-address.ts';

/** An empty doublebounceto: mail for no user is thrown away as a success (qmail-lspawn.c:200). Often meant so. */
export const check: Check = function* (target) {
  const { user, address } = doubleBounceAddress(target);
  if (user.from === null || user.value !== '') return;
  const hop = target.trace(address);
  if (hop.channel !== 'local' || hop.outcome?.status !== 'success') return;
  const { path } = user;
  yield { data: { path }, subject: { path, line: 1 }, prevents: seenOf(hop.outcome) };
};
