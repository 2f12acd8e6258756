import { isMisplaced, ofEntries, placeOf } from '../queue-entries.ts';

/** intd/N is todo/N under another name until qmail-send has taken the message up (qmail-queue.c:216, 262). */
export const check = ofEntries(function* (entry, scene) {
  const { id, intd, todo, mess, info } = entry;
  if (intd === null) return;
  const { data, subject } = placeOf(scene, 'intd', id);
  if (todo !== null) {
    const { inode } = todo.stat;
    if (inode === undefined || intd.inode === undefined || inode === intd.inode) return;
    yield { data: { ...data }, subject, prevents: [{ id: 'SEND-Q17' }] };
  } else if (mess === null && info === null && !isMisplaced(entry, 'mess', 'info', 'todo')) {
    yield { message: 'alone', data, subject, prevents: [{ id: 'SMTPD-24-65' }, { id: 'INJECT-QQ-65' }] };
  }
});
