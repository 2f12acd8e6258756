import { parseInstructions } from '../../qmail/dot-qmail.ts';
import type { MailboxCheck } from '../check.ts';
import { isPathAsForward } from '../default-delivery.ts';
import { nameOf, ownAssignment, usesDefault } from '../mailbox.ts';

/** A line that was meant as a path and begins with neither dot nor slash is a forward (qmail-local.c:681). */
export const check: MailboxCheck = function* (mailbox, installation) {
  const { result, local } = mailbox;
  if (!result?.file || ownAssignment(mailbox) === null) return;
  const meant = result.deliveries.filter(({ kind, target }) => kind === 'forward' && /^[~$]|\//.test(target));
  if (meant.length === 0 || usesDefault(mailbox, installation)) return;
  const { path } = result.file;
  for (const instruction of parseInstructions(installation.host.read(path))) {
    if (!isPathAsForward(instruction) || /^[ \t]|\r$/.test(instruction.text)) continue;
    yield {
      data: { user: nameOf(mailbox), path, line: String(instruction.line), text: instruction.text },
      subject: { path, line: instruction.line, user: local },
    };
  }
};
