import type { Check } from '../check.ts';
import { isIpv6, routedHosts, routeEntries } from '../routes.ts';

/** Leading digits, of which 16 bits are used (timeoutconn.c:29); text behind them does no harm. */
export const check: Check = function* (target) {
  for (const entry of routeEntries(target)) {
    const { key, value, relay, port, portText, line, path } = entry;
    if (relay === null || relay === '' || !portText || isIpv6(value)) continue;
    const digits = /^[0-9]+/.exec(portText)?.[0].replace(/^0+/, '');
    if (port !== 0 && digits === String(port)) continue;
    yield {
      message: port === 0 ? 'zero' : 'other',
      data: { hosts: routedHosts(key), relay, written: portText, port: String(port), line: String(line), path },
      subject: { path, line },
      prevents: [{ id: port === 0 ? 'REMOTE-3' : 'REMOTE-Q5' }],
    };
  }
};
