import type { Check } from '../check.ts';
import { integerFile } from '../integers.ts';
import { tried } from '../tried.ts';

const TIMEOUTS = [
  { name: 'timeoutconnect', usual: '60' },
  { name: 'timeoutremote', usual: '1200' },
] as const;

/** No time at all is no time to connect, to read or to write (timeoutconn.c, timeoutread.c:12). */
export const check: Check = function* (target) {
  for (const { name, usual } of TIMEOUTS) {
    const file = tried(() => integerFile(target, name));
    if (file === null) continue;
    if ('skip' in file) {
      yield file;
      continue;
    }
    const { path, value } = file;
    if (value !== 0) continue;
    yield {
      message: name === 'timeoutremote' ? 'remote' : 'connect',
      data: { path, value: String(value), usual },
      subject: { path },
      prevents: [{ id: name === 'timeoutremote' ? 'REMOTE-14' : 'REMOTE-3' }],
    };
  }
};
