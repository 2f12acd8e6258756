import { join, ROOT, walk } from '../../host/access.ts';
import { isProgram } from '../../qmail/programs.ts';
import type { Check } from '../check.ts';
import { ownerName } from '../mailbox.ts';
import { inHierarchy } from '../queue.ts';
import { changeAt, qmailPlace } from '../repairs.ts';
import { octal } from '../text.ts';

const SET_ID = 0o6000;

/** Another program than qmail-queue takes on its owner's rights, whoever runs it. */
export const check: Check = inHierarchy(function* (target) {
  const { host, home } = target.installation;
  const bin = walk(host, ROOT, `${home}/bin`);
  if (!bin.ok || bin.stat.type !== 'dir') return;
  for (const name of host.list(bin.path).sort()) {
    const path = join(bin.path, name);
    const stat = host.lstat(path);
    if (stat?.type !== 'file' || (stat.mode & SET_ID) === 0 || (stat.mode & 0o111) === 0) continue;
    if (/^qmail-queue/.test(name)) continue;
    const own = isProgram(name) || stat.uid === 0;
    yield {
      message: own ? 'default' : 'added',
      data: { path, mode: octal(stat.mode), owner: ownerName(target.installation, stat.uid) },
      subject: { path },
      repairs: own ? changeAt(host, qmailPlace(target.installation, 'bin'), path, { remove: SET_ID }) : [],
    };
  }
});
