import { hasCompiledIds } from '../../qmail/hierarchy.ts';
import { idsOnDisk } from '../../qmail/ids.ts';
import type { Check } from '../check.ts';
import { faultsOf, inQueue } from '../queue.ts';

/** Where the books have them. */
export const LOGS = '/var/log';

/** All files of an account or group of qmail's have another number than it has now. */
export const check: Check = inQueue(function* (target) {
  const { installation } = target;
  const { changed, unseen } = idsOnDisk(installation);
  if (unseen !== null) throw unseen;
  const [first] = changed;
  if (first === undefined) return;
  const path = `${installation.home}/queue`;
  const data = {
    path,
    changes: changed.map(({ name, onDisk, now }) => `${name} ${onDisk} -> ${now}`).join(', '),
  };
  // qmaill owns nothing but logs, and got another number like the others.
  const covers = [installation.home, LOGS];
  const subject = { path, ...(first.kind === 'account' ? { user: first.name } : {}) };
  if (hasCompiledIds(installation.variant)) {
    yield { message: 'compiled', data, subject, covers, prevents: [{ id: 'INSTALL-N1' }] };
    return;
  }
  const consequences = faultsOf(target, 'changed').flatMap((fault) => fault.consequences);
  // What was queued under the old number is taken for another's (spawn.c:114).
  const owner = changed.some(({ name }) => name === 'qmailq') ? [{ id: 'SPAWN-12' }] : [];
  yield { data, subject, covers, prevents: consequences.length > 0 ? consequences : owner };
});
