import { runningSends } from '../processes.ts';
import { ofEntries, placeOf } from '../queue-entries.ts';

/** SLEEP_TODO (qmail-send.c:40), twice, for one that is busy. */
const LONG = 3000;

/** A message that a running qmail-send has not taken up for longer than it looks away. */
export const check = ofEntries(function* ({ id, todo, mess }, scene) {
  const { clock, target } = scene;
  if (todo?.stat.mtime === undefined || mess === null || !clock.sure || clock.now === null) return;
  const [send] = runningSends(target)?.here ?? [];
  if (send === undefined || clock.now - Math.max(todo.stat.mtime, send.started) <= LONG) return;
  const { data, subject } = placeOf(scene, 'todo', id);
  const minutes = String(Math.floor((clock.now - todo.stat.mtime) / 60));
  yield { data: { ...data, minutes }, subject };
});
