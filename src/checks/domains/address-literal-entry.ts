import { readLine, readList } from '../../qmail/control.ts';
import { isOwn } from '../../qmail/remote.ts';
import type { Check, Target } from '../check.ts';
import { controlPath, controlText } from '../text.ts';
import { tried } from '../tried.ts';

/** `user@[own.address]` becomes `user@localiphost` before rcpthosts and the queue see it (qmail-smtpd.c:180). */
export const check: Check = function* (target) {
  const host = localiphost(target);
  if (host === null) return;
  for (const name of ['rcpthosts', 'locals']) {
    const text = tried(() => controlText(target, name));
    if (text === null) continue;
    if (typeof text !== 'string') {
      yield text;
      continue;
    }
    const path = controlPath(target, name);
    for (const { text: entry, line } of readList(text)) {
      const address = /^\[([0-9.]+)\]$/.exec(entry)?.[1];
      if (address === undefined || !(address === '127.0.0.1' || isOwn(target.host.addresses, address))) continue;
      yield {
        message: name,
        data: { path, line: String(line), entry, host },
        subject: { path, line, domain: entry },
      };
    }
  }
};

/** What stands for an own address, or null where nothing does. */
function localiphost(target: Target): string | null {
  for (const name of ['localiphost', 'me']) {
    const file = target.control(name);
    if (file.state === 'present') return readLine(file.text);
  }
  return null;
}
