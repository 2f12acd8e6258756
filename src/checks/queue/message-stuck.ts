import { queueLifetime } from '../../qmail/queue-message.ts';
import { longestPause } from '../../qmail/queue-schedule.ts';
import { runningSends } from '../processes.ts';
import { isQueued, ofEntries, placeOf } from '../queue-entries.ts';

/** Deliveries take their time where the queue is full. */
const SLACK = 86400;

/** A message that lives on long after queuelifetime, when its last attempt is due (qmail-send.c:1043-1081). */
export const check = ofEntries(function* (entry, scene) {
  const { id, info, mess, local, remote } = entry;
  const { clock, target } = scene;
  if (info?.stat.mtime === undefined || mess === null || !isQueued(entry) || !clock.sure || clock.now === null) return;
  const { now } = clock;
  const lifetime = queueLifetime((name) => target.control(name));
  const [send] = runningSends(target)?.here ?? [];
  if (lifetime === null || lifetime < 0 || send === undefined || now - send.started < SLACK) return;
  if (now - info.stat.mtime <= lifetime + longestPause(lifetime) + SLACK) return;
  const lists = [local, remote].filter((list) => list !== null);
  if (lists.length === 0 || lists.some(({ stat }) => (stat.mtime ?? now) > now - SLACK)) return;
  const { data, subject } = placeOf(scene, 'info', id);
  yield { data: { ...data, days: String(Math.floor((now - info.stat.mtime) / 86400)) }, subject };
});
