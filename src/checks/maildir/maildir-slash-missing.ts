import type { MailboxCheck } from '../check.ts';
import { isMaildirWithoutSlash } from '../default-delivery.ts';
import { byOwner, ownAssignment, usesDefault, whose } from '../mailbox.ts';
import { sedReplace } from '../sed.ts';

/**
 * A line without its final slash is an mbox, and open(2) refuses a directory (qmail-local.c:186). A default delivery
 * that is wrong for everybody is told once, by default-delivery.
 */
export const check: MailboxCheck = function* (mailbox, installation) {
  const { outcome, result, local } = mailbox;
  if (outcome.message !== 'LOCAL-24' || outcome.blocked?.errno !== 'EISDIR' || !result?.at) return;
  const assignment = ownAssignment(mailbox);
  if (assignment === null) return;
  const byDefault = usesDefault(mailbox, installation);
  if (byDefault && isMaildirWithoutSlash(result.at)) return;
  const { at: directory } = outcome.blocked;
  const isMaildir = ['tmp', 'new'].every((name) => installation.host.lstat(`${directory}/${name}`) !== null);
  const file = byDefault ? null : result.file;
  yield {
    message: byDefault ? 'instruction' : isMaildir ? 'default' : 'directory',
    data: {
      ...whose(mailbox),
      directory,
      line: result.at.text,
      slashed: `${result.at.text}/`,
      path: file?.path ?? directory,
      script: sedReplace(result.at.text, [`${result.at.text}/`]),
    },
    subject: { path: file?.path ?? directory, user: local, ...(file === null ? {} : { line: result.at.line }) },
    prevents: [{ id: 'LOCAL-24', data: outcome.data }],
    ...(file === null ? {} : byOwner(installation, assignment, installation.host.lstat(file.path))),
  };
};
