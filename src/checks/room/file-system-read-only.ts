import type { Check, Prevented } from '../check.ts';
import { fileSystems, type Use } from '../filesystems.ts';

/** A file system that was mounted, or after an error mounted again, without writing. */
export const check: Check = function* (target) {
  if (target.host.mounts() === null) {
    yield { skip: 'not-applicable', reason: 'the mounts are not known here' };
    return;
  }
  for (const each of fileSystems(target)) {
    if ('skip' in each) yield each;
    else if (each.mount?.options.includes('ro')) {
      const { use, path, mount } = each;
      yield {
        message: use,
        data: { path, mount: mount.path },
        subject: { path },
        prevents: CONSEQUENCES[use],
        fold: use,
      };
    }
  }
};

const CONSEQUENCES: Readonly<Record<Use, readonly Prevented[]>> = {
  queue: [{ id: 'SMTPD-24-63' }, { id: 'INJECT-QQ-63' }, { id: 'SEND-A04' }],
  homes: [{ id: 'LOCAL-23' }],
  logs: [{ id: 'MULTILOG-Q1' }],
};
