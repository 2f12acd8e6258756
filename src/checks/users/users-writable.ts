import { ROOT, walk } from '../../host/access.ts';
import type { Stat } from '../../host/host.ts';
import type { Check, Target } from '../check.ts';
import { ownerName } from '../mailbox.ts';
import { PW2U_FILES } from '../pw2u.ts';
import { octal } from '../text.ts';

/** Groups of those who are root anyway. */
const ROOTS = ['root', 'wheel'];

const NAMES = ['', 'assign', 'cdb', ...PW2U_FILES];

/** Whoever can write to users/ or to a file in it gives any address to any uid but root's (qmail-lspawn.c:199). */
export const check: Check = function* (target) {
  for (const name of NAMES) {
    const file = name === '' ? 'users' : `users/${name}`;
    const found = walk(target.host, ROOT, `${target.installation.home}/${file}`);
    const message = found.ok ? openTo(target, found.stat) : null;
    if (!found.ok || message === null) continue;
    const { path, stat } = found;
    const isDir = stat.type === 'dir';
    yield {
      message: isDir ? `directory-${message}` : message,
      data: {
        file,
        path,
        mode: octal(stat.mode),
        owner: ownerName(target.installation, stat.uid),
        group: target.host.accounts.groupName(stat.gid),
      },
      subject: { path },
    };
    // Whoever can replace the files need not write to them.
    if (isDir) return;
  }
};

function openTo({ host }: Target, { mode, uid, gid }: Stat): 'others' | 'owner' | 'group' | null {
  if ((mode & 0o002) !== 0) return 'others';
  if (uid !== 0) return 'owner';
  return (mode & 0o020) !== 0 && gid !== 0 && !ROOTS.includes(host.accounts.groupName(gid)) ? 'group' : null;
}
