import { nameOf } from '../../qmail/queue.ts';
import { isMisplaced, ofEntries, placeOf } from '../queue-entries.ts';

/** An envelope without its message: qmail-send goes on trying (spawn.c:107, qmail-send.c:1299). */
export const check = ofEntries(function* (entry, scene) {
  const { id, mess, info, local, remote, todo } = entry;
  if (mess !== null || isMisplaced(entry, 'mess')) return;
  const { data, subject } = placeOf(scene, 'mess', id);
  if (todo !== null) {
    const other = nameOf(scene.queue, 'todo', id);
    yield {
      message: 'todo',
      data: { ...data, other },
      subject,
      prevents: [{ id: 'SEND-W04', data: { file: data.file ?? '' } }],
    };
  } else if (info !== null && (local !== null || remote !== null)) {
    yield { data: { ...data, other: nameOf(scene.queue, 'info', id) }, subject, prevents: [{ id: 'SPAWN-9' }] };
  }
});
