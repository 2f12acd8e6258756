import { join, ROOT, walk } from '../../host/access.ts';
import type { Installation } from '../../qmail/installation.ts';
import type { Mailbox, MailboxCheck } from '../check.ts';
import { maildirScript, ownAssignment, whose } from '../mailbox.ts';
import { assignedPlace, madeMaildir } from '../repairs.ts';

/** chdir to the Maildir fails since a component of its path is not there (qmail-local.c:93). */
export const check: MailboxCheck = function* (mailbox, installation) {
  const { host } = installation;
  const { outcome, result, local } = mailbox;
  const assignment = ownAssignment(mailbox);
  if (outcome.message !== 'LOCAL-20' || outcome.blocked?.errno !== 'ENOENT' || assignment === null) return;
  const maildir = outcome.blocked.at;
  const isSystem = mailbox.system && result?.file === null;
  yield {
    message: isSystem ? 'system' : 'default',
    data: { ...whose(mailbox), maildir, script: maildirScript(installation, maildir) },
    subject: { path: maildir, user: local },
    repairs: isSystem
      ? []
      : madeMaildir(assignedPlace(host, assignment), maildir, wholePath(mailbox, installation, assignment.home)),
  };
};

/** The Maildir that the instruction names: its directory may be missing too. Empty where links or dots lead elsewhere. */
function wholePath({ result, outcome }: Mailbox, { host }: Installation, home: string): string {
  const target = result?.at?.text.replace(/\/+$/, '').replace(/^(\.\/+)+/, '') ?? '';
  const start = walk(host, ROOT, home);
  const path = target.startsWith('/') || !start.ok ? target : join(start.path, target);
  const missing = outcome.blocked?.at ?? '';
  if (path === missing) return path;
  return path.startsWith(`${missing}/`) && !/\/(\.{0,2})\//.test(`${path}/`) ? path : '';
}
