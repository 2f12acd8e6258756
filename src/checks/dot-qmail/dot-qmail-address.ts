import { stripTail } from '../../qmail/control.ts';
import type { Instruction } from '../../qmail/dot-qmail.ts';
import type { Mailbox, MailboxCheck, Report } from '../check.ts';
import { isPathAsForward } from '../default-delivery.ts';
import { dotQmailLines, linePlace } from '../dot-qmail-lines.ts';
import { oddity } from '../forward-text.ts';

/** ADDR less the byte that ends it (qmail-queue.c:25). */
const ADDRESS_MAX = 1002;

/** A forward line is one address and nothing else: qmail-local takes all of it literally (qmail-local.c:679-685). */
export const check: MailboxCheck = function* (mailbox, installation) {
  const file = dotQmailLines(mailbox, installation);
  for (const each of file?.lines ?? []) {
    if (file === null || each.kind !== 'forward' || each.target.endsWith('\r')) continue;
    if (each.target.length > ADDRESS_MAX) {
      yield tooLong(mailbox, file.path, each);
      continue;
    }
    const message = oddity(each.text, each.target);
    if (message === null || (message !== 'indented' && isPathAsForward(each))) continue;
    const { data, subject } = linePlace(mailbox, file.path, each);
    yield { message, data: { ...data, meant: meantBy(each) }, subject, prevents: mailbox.copyTo(each.target) };
  }
};

function tooLong(mailbox: Mailbox, path: string, line: Instruction & { readonly target: string }): Report {
  const { data, subject } = linePlace(mailbox, path, line);
  return {
    message: 'long',
    data: { ...data, length: String(line.target.length) },
    subject,
    prevents: [{ id: 'LOCAL-27', data: { qq: 'envelope address too long for qq (#5.1.3)' } }],
  };
}

/** The line without what is too much before and around it. */
function meantBy({ text }: Instruction): string {
  const bare = text.trimStart().replace(/^&[ \t]+/, '&');
  return /<([^<>]+)>$/.exec(bare)?.[1] ?? stripTail(bare.replace(/(?<=[ \t])(#.*|\(.*\))$/, ''));
}
