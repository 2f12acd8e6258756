import { constmap, lowerCase } from '../../qmail/control.ts';
import { routeOf } from '../../qmail/remote.ts';
import type { Check } from '../check.ts';
import { routedHosts, routeEntries } from '../routes.ts';
import { sedDelete } from '../sed.ts';

/** Without the entry the search would go on and end at the same relay and port (qmail-remote.c:334). */
export const check: Check = function* (target) {
  const entries = routeEntries(target);
  for (const entry of entries) {
    const { key, value, line, path } = entry;
    const other = routeOf(constmap(entries.filter((each) => each !== entry)), key);
    const same = other.port === entry.port && lowerCase(other.relay ?? ':') === lowerCase(entry.relay ?? ':');
    if (!same || value.includes('|')) continue;
    const data = { hosts: routedHosts(key), line: String(line), path, edit: sedDelete(`${key}:${value}`) };
    yield {
      message: other.entry === null ? 'exception' : 'default',
      data: { ...data, other: String(other.entry?.line ?? '') },
      subject: { path, line },
    };
  }
};
