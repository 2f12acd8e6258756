import { type Credentials, EXECUTE, may, ROOT, walk } from '../../host/access.ts';
import { CouldNotCheck, type Stat } from '../../host/host.ts';
import { idsOnDisk } from '../../qmail/ids.ts';
import { hasPrograms } from '../../qmail/programs.ts';
import { ANYBODY, queueExit } from '../../qmail/queue-faults.ts';
import type { Check, Prevented, Report, Target, Yield } from '../check.ts';
import { ownerName } from '../mailbox.ts';
import { exitsSay, inQueue } from '../queue.ts';
import { setUidQueue } from '../repairs.ts';
import { octal } from '../text.ts';
import { tried } from '../tried.ts';

const SET_UID = 0o4000;
const SET_GID = 0o2000;

/** bin/qmail-queue: there, executable by all, set-uid, of the account that owns the queue (qmail-queue.c:169, spawn.c:114). */
export const check: Check = inQueue(function* (target) {
  const { host, home } = target.installation;
  const path = `${home}/bin/qmail-queue`;
  const found = walk(host, ROOT, path);
  if (!found.ok) {
    // Of a bin/ that is not there or holds nothing, hierarchy/program-missing tells.
    if (hasPrograms(target.installation)) yield report('missing', { path }, path, exitsSay(120, 120));
  } else if (found.stat.type !== 'file') yield report('missing', { path }, path, exitsSay(120, 120));
  else if (isStandIn(target, found.path, found.stat)) {
    yield { skip: 'not-applicable', reason: 'another program stands in for qmail-queue', path };
  } else yield* judge(target, path, found.stat);
});

/**
 * A link to a program of another name, or a script that calls the real one, which runs only where all may read it. Throws CouldNotCheck where
 * that may be so and the content cannot be seen; an image that was written by hand leaves out the content of programs.
 */
function isStandIn({ host }: Target, path: string, { mode }: Stat): boolean {
  if (!/\/qmail-queue[^/]*$/.test(path)) return true;
  try {
    return host.read(path, 65_536).startsWith('#!');
  } catch (error) {
    if (error instanceof CouldNotCheck && (host.lacks === 'anything' || (mode & 0o004) === 0)) return false;
    throw error;
  }
}

function* judge(target: Target, path: string, stat: Stat): Generator<Yield> {
  const { installation } = target;
  const ids = idsOnDisk(installation);
  const owner = ownerName(installation, stat.uid);
  const data = { path, mode: octal(stat.mode), owner };
  const smtp = installation.smtpUser.who ?? ANYBODY;
  const repairs = setUidQueue(installation, path);
  const closed = [smtp, ANYBODY].map((who) => !may(who, stat, EXECUTE));
  if (closed.includes(true)) {
    yield { ...report('closed', data, path, exitsSay(closed[0] ? 120 : null, closed[1] ? 120 : null)), repairs };
    return;
  }
  const setUid = (stat.mode & SET_UID) !== 0;
  const isChanged = ids.changed.some(({ name, onDisk }) => name === 'qmailq' && onDisk === stat.uid);
  const right = ids.users.qmailq === null || stat.uid === ids.users.qmailq || isChanged;
  if (setUid && right) {
    const extra = stat.mode & ~(SET_UID | 0o711 | 0o022);
    if (extra !== 0) yield { ...report('extra', data, path, [{ id: 'INSTALL-N1' }]), repairs };
    return;
  }
  const as = (caller: Credentials): Credentials => ({
    uid: setUid ? stat.uid : caller.uid,
    gid: (stat.mode & SET_GID) !== 0 ? stat.gid : caller.gid,
  });
  const exits = [smtp, ANYBODY].map((who) => exitOf(target, as(who)));
  // What root itself queues is taken without the bit, and belongs to root then.
  const prevents = exitsSay(exits[0] ?? null, exits[1] ?? null, !setUid || exits.includes(null));
  yield { ...report(setUid ? 'other-owner' : 'no-set-uid', data, path, prevents), repairs };
}

/** A queue that the auditor may not look through, the caller could enter: nothing is known to stop it there. */
function exitOf({ installation }: Target, who: Credentials): number | null {
  const exit = tried(() => queueExit(installation, who));
  return exit !== null && typeof exit === 'object' ? null : exit;
}

function report(message: string, data: Record<string, string>, path: string, prevents: Prevented[]): Report {
  return { message, data, subject: { path }, covers: [path], prevents };
}
