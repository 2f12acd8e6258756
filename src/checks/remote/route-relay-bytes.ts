import type { Check } from '../check.ts';
import { namedHost } from '../entries.ts';
import { noSuchHost, routedHosts, routeEntries } from '../routes.ts';

/**
 * No host has such a name (qmail-remote.c:78). Left to the rules on all lists: a CR that ends the line, and a note behind a blank.
 */
export const check: Check = function* (target) {
  for (const entry of routeEntries(target)) {
    const { key, relay, portText, value, line, path } = entry;
    if (relay === null || /[ \t]#/.test(value)) continue;
    const name = portText === null ? relay.replace(/\r$/, '') : relay;
    if (namedHost(name) === name) continue;
    yield {
      data: { hosts: routedHosts(key), relay, line: String(line), path },
      subject: { path, line },
      prevents: noSuchHost(relay),
    };
  }
};
