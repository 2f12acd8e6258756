import { type Credentials, ROOT, walk } from '../../host/access.ts';
import { mountOf } from '../../host/mounts.ts';
import { ANYBODY, queueExit } from '../../qmail/queue-faults.ts';
import type { Check } from '../check.ts';
import { exitsSay, inQueue } from '../queue.ts';

/** On a file system mounted nosuid qmail-queue runs as its caller; on one mounted noexec not at all. */
export const check: Check = inQueue(function* (target) {
  const { host, home, smtpUser } = target.installation;
  const mounts = host.mounts();
  if (mounts === null) {
    yield { skip: 'not-applicable', reason: 'what is mounted is not known here' };
    return;
  }
  const program = walk(host, ROOT, `${home}/bin/qmail-queue`);
  if (!program.ok) return;
  const mount = mountOf(mounts, program.path);
  if (mount === null) return;
  const data = { path: program.path, mount: mount.path };
  const subject = { path: program.path };
  if (mount.options.includes('noexec')) {
    yield { message: 'noexec', data, subject, prevents: [{ id: 'START-Q1' }, { id: 'START-Q2' }] };
    return;
  }
  if (!mount.options.includes('nosuid') || (program.stat.mode & 0o4000) === 0) return;
  const exitOf = (who: Credentials) => queueExit(target.installation, who);
  yield { data, subject, prevents: exitsSay(exitOf(smtpUser.who ?? ANYBODY), exitOf(ANYBODY), true) };
});
