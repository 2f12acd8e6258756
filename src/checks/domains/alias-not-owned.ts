import { aliasPassedOver } from '../alias-home.ts';
import type { Check } from '../check.ts';
import { routing, virtualEntries, virtualPlace } from '../routing.ts';

/** qmail-getpw passes over an account that does not own its home; then `alias-x` is an extension of alias as a whole (qmail-getpw.c:40). */
export const check: Check = function* (target) {
  const controls = routing(target);
  if ('skip' in controls) return yield controls;
  for (const entry of virtualEntries(controls)) {
    const found = aliasPassedOver(target, entry);
    if (found === null) continue;
    const { data } = virtualPlace(target, entry);
    yield {
      message: found.dead ? 'default' : 'misdirected',
      data: {
        ...data,
        value: entry.value,
        home: found.home,
        file: `${found.home}/${found.file}`,
        instead: `${found.home}/${found.instead}`,
      },
      subject: { path: found.home, domain: entry.domain, user: 'alias' },
      prevents: [{ id: found.dead ? 'LOCAL-19' : 'GETPW-Q1' }],
    };
  }
};
