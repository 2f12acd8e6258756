import type { Check } from '../check.ts';
import { isIpv6, noSuchHost, routedHosts, routeEntries } from '../routes.ts';

/** qmail-remote speaks IPv4 only and cuts the value at its first colon (qmail-remote.c:341). */
export const check: Check = function* (target) {
  for (const entry of routeEntries(target)) {
    const { key, value, relay, line, path } = entry;
    if (relay === null || !isIpv6(value)) continue;
    yield {
      data: { hosts: routedHosts(key), value, relay, line: String(line), path },
      subject: { path, line },
      prevents: noSuchHost(relay),
    };
  }
};
