import { doubleBounceAddress, isPlainValue } from '../bounces.ts';
import type { Check } from '../check.ts';
import { remoteFate } from '../remote-fate.ts';
import { relaying } from '../routing.ts';

/** They go to another host, and are discarded if that refuses them (qmail-send.c:691). That `me` is not local has rules of its own. */
export const check: Check = async function* (target) {
  const { user, host, address } = doubleBounceAddress(target);
  if (host.from !== 'doublebouncehost' || host.value === '' || !isPlainValue(host) || user.value.includes('@')) return;
  const me = target.control('me');
  if (me.state === 'present' && me.text.split('\n', 1)[0]?.trim().toLowerCase() === host.value.toLowerCase()) return;
  if (target.trace(address).channel === 'local') return;
  const fate = await remoteFate(target)(host.value);
  const back = fate.some(({ id }) => id === 'REMOTE-13');
  const { path } = host;
  yield {
    message: back ? 'back' : fate.length > 0 ? 'nowhere' : relaying(target)(host.value) ? 'relayed' : 'default',
    data: { address, host: host.value, path },
    subject: { path, line: 1, domain: host.value },
    prevents: fate.length > 0 ? [...fate, { id: 'SEND-B3' }] : [{ id: 'SEND-Q13' }],
  };
};
