import type { QueueFile } from '../../qmail/queue.ts';
import { nameOf, splitOfNumber } from '../../qmail/queue.ts';
import type { Prevented } from '../check.ts';
import { ofEntries, placeAt } from '../queue-entries.ts';

/** A file in another numbered directory than its number modulo conf-split (fmtqfn.c:19). */
export const check = ofEntries(function* (entry, scene) {
  const { id, misplaced } = entry;
  for (const file of misplaced) {
    const { data, subject } = placeAt(scene, file.name, id);
    const where = nameOf(scene.queue, file.tree, id);
    const { message, prevents } = consequence(file, entry.todo !== null && entry.info === null, where);
    yield {
      message,
      data: { ...data, right: where, number: String(splitOfNumber(id, scene.queue.split)) },
      subject,
      prevents,
    };
  }
});

function consequence(
  { tree }: QueueFile,
  unprocessed: boolean,
  right: string,
): { message: string; prevents: Prevented[] } {
  if (tree === 'local' || tree === 'remote') return { message: 'list', prevents: [{ id: 'SEND-Q15' }] };
  if (tree !== 'mess') return { message: 'unseen', prevents: [{ id: 'SEND-Q14' }] };
  return {
    message: 'default',
    prevents: [unprocessed ? { id: 'SEND-W04', data: { file: right } } : { id: 'SPAWN-9' }],
  };
}
