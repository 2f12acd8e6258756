import type { Check } from '../check.ts';
import { controlsOnDisk } from '../control-files.ts';
import { changeAt, qmailPlace } from '../repairs.ts';
import { octal } from '../text.ts';

/** Groups of those who are root anyway. */
const ROOTS = ['root', 'wheel'];

/** Whoever can write to control/ or a file in it decides what is accepted and where mail goes. */
export const check: Check = function* (target) {
  const { accounts } = target.host;
  for (const each of controlsOnDisk(target)) {
    if ('skip' in each) {
      yield each;
      continue;
    }
    const { file, path, stat } = each;
    const group = accounts.groupName(stat.gid);
    const byOthers = (stat.mode & 0o002) !== 0;
    const byGroup = (stat.mode & 0o020) !== 0 && stat.gid !== 0 && !ROOTS.includes(group);
    if (!byOthers && !byGroup) continue;
    // IndiMail makes the directory so.
    if (!byOthers && stat.type === 'dir' && target.installation.variant.name === 'indimail') continue;
    yield {
      message: byOthers ? (stat.type === 'dir' ? 'directory' : 'default') : 'group',
      data: { file, path, mode: octal(stat.mode), group },
      subject: { path },
      prevents: [{ id: 'CONTROL-N2' }],
      repairs: changeAt(target.host, qmailPlace(target.installation, 'control'), path, {
        remove: byOthers ? 0o022 : 0o020,
      }),
    };
  }
};
