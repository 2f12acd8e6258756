import { ofQueue } from '../queue-entries.ts';

/** qmail-send passes over a name that is no number (readsubdir.c:47). */
export const check = ofQueue(function* ({ queue, strays, unchecked }) {
  for (const { tree, name } of strays) {
    const path = `${queue.home}/queue/${name}`;
    yield { data: { path, file: name, tree }, subject: { path }, fold: tree };
  }
  for (const { path, reason } of unchecked) yield { skip: 'could-not', reason, path };
});
