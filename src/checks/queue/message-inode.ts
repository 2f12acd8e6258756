import { ofEntries, placeOf } from '../queue-entries.ts';

/** A message has the number of its file's inode, which no other file can then have (qmail-queue.c:193). */
export const check = ofEntries(function* ({ id, mess }, scene) {
  if (mess?.inode === undefined || mess.type !== 'file' || mess.inode === Number(id)) return;
  const { data, subject } = placeOf(scene, 'mess', id);
  yield { data: { ...data, inode: String(mess.inode) }, subject };
});
