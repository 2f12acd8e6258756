import { EXECUTE, may, ROOT, walk } from '../../host/access.ts';
import { ANYBODY } from '../../qmail/queue-faults.ts';
import type { Check } from '../check.ts';
import { inQueue } from '../queue.ts';
import { changeAt, qmailPlace } from '../repairs.ts';
import { octal } from '../text.ts';

/** Every directory down to the message files (0644) is open to all. */
export const check: Check = inQueue(function* (target) {
  const { host, home, compiled } = target.installation;
  const queue = walk(host, ROOT, `${home}/queue`);
  if (!queue.ok || queue.stat.type !== 'dir') return;
  for (let number = 0; number < compiled.split; number += 1) {
    const split = walk(host, ANYBODY, `${home}/queue/mess/${number}`);
    if (!split.ok || split.stat.type !== 'dir' || !may(ANYBODY, split.stat, EXECUTE)) continue;
    yield {
      data: { path: queue.path, mode: octal(queue.stat.mode) },
      subject: { path: queue.path },
      repairs: changeAt(host, qmailPlace(target.installation, 'queue'), queue.path, { remove: 0o007 }),
    };
    return;
  }
});
