import type { Check } from '../check.ts';
import { hasControlDir, isAbsent } from '../present.ts';
import { isMiniQmail } from '../qmqp.ts';
import { controlPath } from '../text.ts';

/** Files that stop a program when neither they nor control/me are there. */
const NEEDED = [
  { file: 'locals', message: 'send', id: 'SEND-A02' },
  { file: 'smtpgreeting', message: 'smtpd', id: 'SMTPD-2' },
  { file: 'helohost', message: 'remote', id: 'REMOTE-8' },
] as const;

/** control/me is the default of files without which a program does not work (qmail-send.c:1455, qmail-smtpd.c:102, qmail-remote.c:304). */
export const check: Check = function* (target) {
  if (!hasControlDir(target) || !isAbsent(target, 'me')) return;
  const path = controlPath(target, 'me');
  const name = target.host.hostname ?? 'host.example.org';
  const mini = isMiniQmail(target);
  const needed = mini ? NEEDED.filter(({ message }) => message === 'smtpd' && target.services.smtp.length > 0) : NEEDED;
  for (const { file, message, id } of needed) {
    if (!isAbsent(target, file)) continue;
    yield {
      message,
      data: { path, name },
      subject: { path },
      prevents: [{ id }],
      noCommand: target.host.hostname === null,
    };
  }
};
