import type { Check } from '../check.ts';
import { controlsOnDisk } from '../control-files.ts';
import { givenTo, qmailPlace } from '../repairs.ts';

/** An owner can write to a file whatever its mode. */
export const check: Check = function* (target) {
  for (const each of controlsOnDisk(target)) {
    if ('skip' in each) {
      yield each;
      continue;
    }
    const { file, path, stat } = each;
    if (stat.uid === 0) continue;
    yield {
      message: stat.type === 'dir' ? 'directory' : 'default',
      data: { file, path, owner: target.host.accounts.userName(stat.uid) },
      subject: { path },
      prevents: [{ id: 'CONTROL-N2' }],
      repairs: givenTo(target.host, qmailPlace(target.installation, 'control'), path),
    };
  }
};
