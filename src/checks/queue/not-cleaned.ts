import { runningSends } from '../processes.ts';
import { isMisplaced, ofEntries, placeOf } from '../queue-entries.ts';

/** OSSIFIED and SLEEP_CLEANUP (qmail-send.c:38-43). */
const OSSIFIED = 129600;
const SLEEP_CLEANUP = 76431;

/** What a qmail-queue that was stopped leaves behind is removed when it is old and a sweep comes by (qmail-send.c:338). */
export const check = ofEntries(function* (entry, scene) {
  const { id, mess, info, local, remote, todo } = entry;
  const { clock, target } = scene;
  if (mess === null || info !== null || todo !== null || local !== null || remote !== null) return;
  if (isMisplaced(entry, 'info', 'todo', 'local', 'remote') || !clock.sure || clock.now === null) return;
  const used = mess.atime ?? mess.mtime;
  const [send] = runningSends(target)?.here ?? [];
  if (used === undefined || send === undefined) return;
  const due = Math.max(used + OSSIFIED, send.started) + SLEEP_CLEANUP;
  if (clock.now <= due + SLACK) return;
  yield placeOf(scene, 'mess', id);
});

const SLACK = 3600;
