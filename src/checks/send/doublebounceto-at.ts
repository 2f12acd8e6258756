import { discarded, doubleBounceAddress, isPlainValue } from '../bounces.ts';
import type { Check } from '../check.ts';

/** `@` and doublebouncehost follow whatever stands there (qmail-send.c:1452). */
export const check: Check = function* (target) {
  const found = doubleBounceAddress(target);
  const { value, path } = found.user;
  if (!value.includes('@') || !isPlainValue(found.user)) return;
  const hop = target.trace(found.address);
  const arrives = hop.channel === 'local' && hop.outcome?.status === 'success';
  const at = value.lastIndexOf('@');
  yield {
    message: arrives ? 'caught' : 'default',
    data: { value, address: found.address, user: value.slice(0, at), host: value.slice(at + 1), path },
    subject: { path, line: 1 },
    prevents: hop.channel === 'remote' || arrives ? [{ id: 'SEND-Q11' }] : discarded(hop),
  };
};
