import type { Check } from '../check.ts';
import { isIpv6, noSuchHost, routedHosts, routeEntries } from '../routes.ts';
import { sedReplace } from '../sed.ts';

/** A port alone: the relay is the empty name, not the MX (qmail-remote.c:338). */
export const check: Check = function* (target) {
  for (const entry of routeEntries(target)) {
    const { key, value, relay, line, path } = entry;
    if (relay !== '' || isIpv6(value)) continue;
    yield {
      data: {
        hosts: routedHosts(key),
        value,
        line: String(line),
        path,
        edit: sedReplace(`${key}:${value}`, [`${key}:`]),
      },
      subject: { path, line },
      prevents: noSuchHost(''),
    };
  }
};
