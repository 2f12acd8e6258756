import type { Check } from '../check.ts';
import { NO_PROCESSES, runningSends } from '../processes.ts';

/** Nobody works in the queue: none of the qmail-sends that run, or none at all although something is there to start one. */
export const check: Check = function* (target) {
  const sends = runningSends(target);
  if (sends === null) {
    yield NO_PROCESSES;
    return;
  }
  if (sends.here.length + sends.unknown.length > 0) return;
  const queue = `${target.installation.home}/queue`;
  const [removed] = sends.removed;
  if (removed !== undefined) {
    yield { message: 'replaced', data: { queue, pid: String(removed.pid) }, subject: { path: queue } };
    return;
  }
  const [service] = target.services.send;
  if (service === undefined) return;
  const { file, line } = service;
  yield { data: { home: target.installation.home, file }, subject: { path: file, line } };
};
