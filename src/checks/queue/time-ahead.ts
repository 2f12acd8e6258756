import { isQueued, ofEntries, placeOf } from '../queue-entries.ts';

/** Two clocks may differ. */
const SLACK = 3600;
const WEEK = 604800;

/** Times of the queue that lie ahead: a birth (qmail-send.c:1049, 1081), or a next attempt that is further off than any pause (qmail-send.c:415). */
export const check = ofEntries(function* (entry, scene) {
  const { id, info, local, remote } = entry;
  const { clock } = scene;
  if (!isQueued(entry) || !clock.sure || clock.now === null || info?.stat.mtime === undefined) return;
  const { now } = clock;
  const until = (mtime: number) => ({ hours: String(Math.ceil((mtime - now) / 3600)) });
  if (info.stat.mtime > now + SLACK) {
    const { data, subject } = placeOf(scene, 'info', id);
    yield { data: { ...data, ...until(info.stat.mtime) }, subject };
    return;
  }
  for (const [channel, list] of [
    ['local', local],
    ['remote', remote],
  ] as const) {
    if (list?.stat.mtime === undefined || list.stat.mtime <= now + WEEK) continue;
    const { data, subject } = placeOf(scene, channel, id);
    yield { message: 'attempt', data: { ...data, ...until(list.stat.mtime) }, subject };
  }
});
