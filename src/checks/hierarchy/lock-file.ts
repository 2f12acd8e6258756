import { may, READ, ROOT, walk } from '../../host/access.ts';
import { partOf } from '../../qmail/hierarchy.ts';
import { idsOnDisk } from '../../qmail/ids.ts';
import type { Place } from '../../qmail/queue-faults.ts';
import { as } from '../../qmail/queue-steps.ts';
import type { Check, Target } from '../check.ts';
import { asInstalledAll, dataOf, inQueue, lockFault } from '../queue.ts';

/** A file of queue/lock is missing, of another type, or closed to a program that opens it; `parameters.file` names it. */
export const check: Check = inQueue(function* (target, { parameters }) {
  const name = String(parameters?.['file']);
  const found = lockFault(target, name);
  if (found === null) {
    if (name === 'tcpto') yield* short(target);
    return;
  }
  const { place } = found;
  yield {
    message: messageOf(target, name, place),
    data: dataOf(target, place),
    subject: { path: place.path },
    repairs: asInstalledAll(target, [place]),
  };
});

function messageOf(target: Target, name: string, { state, stat }: Place): string {
  if (state !== 'closed' || stat === null) return state;
  if (name !== 'trigger') return 'closed';
  const { users, qmail } = idsOnDisk(target.installation);
  const send = as(users.qmails, qmail);
  return send !== null && !may(send, stat, READ) ? 'unread' : 'closed';
}

/** qmail-rspawn fills the file up when it starts; until then nothing can be kept in it (tcpto.c:40, tcpto_clean.c:16). */
function* short({ host, installation }: Target) {
  const path = `${installation.home}/queue/lock/tcpto`;
  const found = walk(host, ROOT, path);
  if (found.ok && found.stat.size < (partOf('queue/lock/tcpto')?.size ?? 0))
    yield { message: 'short', data: { path, size: String(found.stat.size) }, subject: { path } };
}
