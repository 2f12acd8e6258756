import { ROOT, walk } from '../../host/access.ts';
import type { MailboxCheck } from '../check.ts';
import { ownAssignment, whose } from '../mailbox.ts';

/** chdir to the Maildir meets something that is no directory: an mbox file where the line ends in a slash, or a file on the way. */
export const check: MailboxCheck = function* (mailbox, installation) {
  const { outcome, local, result } = mailbox;
  const assignment = ownAssignment(mailbox);
  if (outcome.message !== 'LOCAL-20' || outcome.blocked?.errno !== 'ENOTDIR' || assignment === null) return;
  const { at } = outcome.blocked;
  const target = result?.at?.text.replace(/\/+$/, '') ?? '';
  const home = walk(installation.host, ROOT, assignment.home);
  const whole = home.ok ? walk(installation.host, ROOT, target, { cwd: home.path }) : home;
  yield {
    message: whole.ok && whole.path === at ? 'file' : 'way',
    data: { ...whose(mailbox), path: at, line: result?.at?.text ?? '' },
    subject: { path: at, user: local },
  };
};
