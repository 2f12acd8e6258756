import type { Check } from '../check.ts';
import { routing, virtualEntries, virtualPlace } from '../routing.ts';
import { sedReplace } from '../sed.ts';

/** Keys are an address, a domain, `.suffix` or nothing (qmail-send.c:150): `@domain` is the address with an empty user, `*` is a star. */
export const check: Check = function* (target) {
  const controls = routing(target);
  if ('skip' in controls) return yield controls;
  for (const entry of virtualEntries(controls)) {
    const at = entry.key.startsWith('@');
    if (!at && !entry.key.includes('*')) continue;
    const { data, subject } = virtualPlace(target, entry);
    const meant = at ? entry.key.slice(1) : entry.key.replace(/^(\*@|\*(?=\.))/, '');
    const known = !/[@*]/.test(meant);
    yield {
      message: at ? 'at' : known ? 'star-suffix' : 'star',
      data: { ...data, meant, script: sedReplace(entry.text, [`${meant}:${entry.value}`]) },
      subject: { ...subject, domain: entry.key },
    };
  }
};
