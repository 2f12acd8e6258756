import { ADDRESS_BYTES } from '../../qmail/rcpthosts.ts';
import type { SendControls } from '../../qmail/send.ts';
import type { Check } from '../check.ts';
import { routing, type VirtualEntry, virtualEntries, virtualPlace } from '../routing.ts';

/** An empty value sends mail out (qmail-send.c:153), as it would go anyway where no broader key is there. */
export const check: Check = function* (target) {
  const controls = routing(target);
  if ('skip' in controls) return yield controls;
  for (const entry of virtualEntries(controls)) {
    if (entry.value !== '' || controls.locals.find(entry.domain) !== null || excepts(controls, entry)) continue;
    yield virtualPlace(target, entry);
  }
};

/** Whether the next key that qmail-send would try makes the recipient virtual. */
function excepts({ virtualdomains }: SendControls, { key, domain }: VirtualEntry): boolean {
  for (const broader of broaderKeys(key, domain)) {
    const found = virtualdomains.find(broader);
    if (found !== null) return found.value !== '';
  }
  return false;
}

function broaderKeys(key: string, domain: string): string[] {
  if (key === '') return [];
  if (domain.length > ADDRESS_BYTES) return [''];
  const suffixes = [...domain].flatMap((letter, index) => (letter === '.' && index > 0 ? [domain.slice(index)] : []));
  return [...(key === domain ? [] : [domain]), ...suffixes, ''];
}
