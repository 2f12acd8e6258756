import { ofQueue } from '../queue-entries.ts';

/** As old as qmail-clean lets a file in pid/ become (qmail-clean.c:26). */
const OSSIFIED = 129600;

/** Files that a qmail-queue which was stopped left in pid/. The time of the newest file of an image is late enough to tell. */
export const check = ofQueue(function* ({ queue, clock, pids }) {
  if (clock.now === null) return;
  for (const { name, stat } of pids) {
    const used = stat.atime ?? stat.mtime;
    if (used === undefined || clock.now <= used + OSSIFIED) continue;
    const path = `${queue.home}/queue/pid/${name}`;
    yield {
      data: { path, file: `pid/${name}`, days: String(Math.floor((clock.now - used) / 86400)) },
      subject: { path },
    };
  }
});
