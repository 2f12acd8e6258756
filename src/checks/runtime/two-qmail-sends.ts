import type { Check } from '../check.ts';
import { NO_PROCESSES, runningSends } from '../processes.ts';

/** queue/lock/sendmutex keeps a second one away, unless the file is another one by now (qmail-send.c:1539). */
export const check: Check = function* (target) {
  const sends = runningSends(target);
  if (sends === null) {
    yield NO_PROCESSES;
    return;
  }
  const queue = `${target.installation.home}/queue`;
  const pids = sends.here.map(({ pid }) => String(pid));
  if (pids.length > 1) {
    yield { data: { queue, pids: pids.join(' ') }, subject: { path: queue } };
  } else if (sends.unknown.length > 1) {
    yield { skip: 'could-not', reason: 'the queue that each qmail-send works in can be seen by root alone' };
  }
};
