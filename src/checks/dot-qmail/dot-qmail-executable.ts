import type { MailboxCheck } from '../check.ts';
import { byOwner, ownAssignment, reported, usesDefault, whose } from '../mailbox.ts';
import { assignedPlace, changeAt } from '../repairs.ts';
import { octal } from '../text.ts';

const OWNER_EXECUTE = 0o100;

/** With the x bit of its owner, or after a `+list` line, a dot-qmail file may only forward (qmail-local.c:370, 661, 671). */
export const check: MailboxCheck = function* (mailbox, installation) {
  const { outcome, result, local } = mailbox;
  if (outcome.message !== 'LOCAL-17' && outcome.message !== 'LOCAL-18') return;
  const assignment = ownAssignment(mailbox);
  if (!result?.file || !result.at || assignment === null || usesDefault(mailbox, installation)) return;
  const { path } = result.file;
  const stat = installation.host.lstat(path);
  const mode = stat?.mode ?? 0;
  yield {
    message: mode & OWNER_EXECUTE ? 'default' : 'list',
    data: { ...whose(mailbox), path, line: String(result.at.line), text: result.at.text, mode: octal(mode) },
    subject: { path, line: result.at.line, user: local },
    prevents: reported(mailbox),
    ...byOwner(installation, assignment, stat),
    repairs:
      mode & OWNER_EXECUTE
        ? changeAt(installation.host, assignedPlace(installation.host, assignment), path, { remove: OWNER_EXECUTE })
        : [],
  };
};
