import { isMisplaced, ofEntries, placeOf } from '../queue-entries.ts';

/** Recipients whose message qmail-send does not know: it finds messages by info/ and todo/ alone (qmail-send.c:437, 1304). */
export const check = ofEntries(function* (entry, scene) {
  const { id, mess, info, todo } = entry;
  if (info !== null || todo !== null || isMisplaced(entry, 'info', 'todo')) return;
  for (const channel of ['local', 'remote'] as const) {
    if (entry[channel] === null) continue;
    const { data, subject } = placeOf(scene, channel, id);
    if (mess === null && !isMisplaced(entry, 'mess'))
      yield { message: 'leftover', data, subject, prevents: [{ id: 'SEND-Q17' }] };
    else yield { data, subject, prevents: [{ id: 'SEND-Q14' }] };
  }
});
