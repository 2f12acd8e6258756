import type { Check } from '../check.ts';
import { routedHosts, routeEntries } from '../routes.ts';
import { sedReplace } from '../sed.ts';

/** Nothing behind the colon is port 0, where nothing listens (qmail-remote.c:341). */
export const check: Check = function* (target) {
  for (const entry of routeEntries(target)) {
    const { key, relay, portText, line, path } = entry;
    if (relay === null || relay === '' || portText !== '') continue;
    yield {
      data: {
        hosts: routedHosts(key),
        relay,
        line: String(line),
        path,
        edit: sedReplace(`${key}:${relay}:`, [`${key}:${relay}`]),
      },
      subject: { path, line },
    };
  }
};
