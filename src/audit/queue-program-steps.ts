/** Adds to a trace that a forward comes to nothing where qmail-queue cannot take it: the outcome is that of the delivery which forwards. */
import { tried } from '../checks/tried.ts';
import { type Credentials, EXECUTE, may, ROOT, walk } from '../host/access.ts';
import type { Followed } from '../qmail/follow.ts';
import type { Installation } from '../qmail/installation.ts';
import { messageOf, outcomeOf } from '../qmail/message.ts';
import { hasPrograms } from '../qmail/programs.ts';
import { queueExit } from '../qmail/queue-faults.ts';

const PROGRAM = 'bin/qmail-queue';
const SET_UID = 0o4000;
const SET_GID = 0o2000;

/** The exit of a qmail-queue that cannot be run (qmail.c:50). */
const NOT_RUN = 120;

export function withQueueProgramSteps(installation: Installation, followed: Followed): Followed {
  const { assignment, outcome, then } = followed;
  const all = { ...followed, then: then.map((each) => withQueueProgramSteps(installation, each)) };
  if (outcome.message !== 'LOCAL-32' || assignment === null) return all;
  const exit = tried(() => exitFor(installation, assignment));
  // What cannot be looked at the audit says.
  if (exit === null || typeof exit === 'object') return all;
  const qq = messageOf(`QQ-${exit}`).text ?? '';
  const step = {
    program: 'qmail-local',
    decision: 'not-queued',
    data: { qq, user: assignment.user },
    file: PROGRAM,
  } as const;
  return { ...all, steps: [...followed.steps, step], outcome: outcomeOf('LOCAL-28', { qq }), then: [] };
}

/** How qmail-queue ends for who runs it; null where it queues, or another program may stand in for it. Throws CouldNotCheck. */
function exitFor(installation: Installation, who: Credentials): number | null {
  const { host, home, takenForGranted } = installation;
  if (takenForGranted === true || !walk(host, ROOT, `${home}/queue`).ok || !hasPrograms(installation)) return null;
  const found = walk(host, who, `${home}/${PROGRAM}`);
  if (!found.ok) return found.errno === 'ENOENT' || found.errno === 'EACCES' ? NOT_RUN : null;
  if (found.stat.type !== 'file' || !may(who, found.stat, EXECUTE)) return NOT_RUN;
  if (!/\/qmail-queue[^/]*$/.test(found.path)) return null;
  const { mode, uid, gid } = found.stat;
  // A script that calls the real one has no such bit.
  if ((mode & SET_UID) === 0 && (mode & 0o004) !== 0 && host.read(found.path, 2) === '#!') return null;
  return queueExit(installation, {
    uid: (mode & SET_UID) === 0 ? who.uid : uid,
    gid: (mode & SET_GID) === 0 ? who.gid : gid,
  });
}
