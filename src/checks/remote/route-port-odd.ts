import type { Check } from '../check.ts';
import { isIpv6, routedHosts, routeEntries } from '../routes.ts';

/** Leading digits, of which 16 bits are used (timeoutconn.c:29); text behind them does no harm. */
export const check: Check = function* (target) {
  for (const entry of routeEntries(target)) {
    const { key, value, relay, port, portText, line, path } = entry;
    if (relay === null || relay === '' || !portText || isIpv6(value)) continue;
    const digits = /^[0-9]+/.exec(portText)?.[0].replace(/^0+/, '');
    const isRead = port !== 0 && digits === String(port);
    const others = isRead ? portText.replace(/^[0-9]+/, '') : '';
    if (isRead && !/^[ \t]*[,; \t][ \t]*[\w.]/.test(others)) continue;
    yield {
      message: isRead ? 'behind' : port === 0 ? 'zero' : 'other',
      data: { hosts: routedHosts(key), relay, written: portText, port: String(port), line: String(line), path, others },
      subject: { path, line },
      prevents: isRead ? [] : [{ id: port === 0 ? 'REMOTE-3' : 'REMOTE-Q5' }],
    };
  }
};
