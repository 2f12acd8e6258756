import type { Delivery } from '../../qmail/trace.ts';
import type { Mailbox, MailboxCheck, Prevented } from '../check.ts';
import { dotQmailLines, linePlace } from '../dot-qmail-lines.ts';
import { byOwner } from '../mailbox.ts';

/** A CR at the end of a line belongs to the path, the address or the command (qmail-local.c:649). */
export const check: MailboxCheck = function* (mailbox, installation) {
  const file = dotQmailLines(mailbox, installation);
  for (const each of file?.lines ?? []) {
    if (file === null || !('target' in each) || !each.target.endsWith('\r') || failsAt(mailbox, each.line)) continue;
    const { message, prevents } = crConsequence(each, mailbox.copyTo);
    const { data, subject } = linePlace(mailbox, file.path, each);
    const own = byOwner(installation, mailbox.assignment, installation.host.lstat(file.path));
    yield { message, data: { ...data, text: each.target.slice(0, -1) }, subject, prevents, ...own };
  }
};

/** Where the file cannot even be opened, such as in a directory that is not there, that is told as what it is: nothing vanishes. */
function failsAt({ outcome, result }: Mailbox, line: number): boolean {
  return outcome.message === 'LOCAL-24' && result?.at?.line === line;
}

/** What such a line does, and what is seen of it. */
export function crConsequence(
  { kind, target }: Pick<Delivery, 'kind' | 'target'>,
  copyTo: Mailbox['copyTo'],
): { message: string; prevents: readonly Prevented[] } {
  if (kind === 'mbox') return { message: target.endsWith('/\r') ? 'maildir' : 'mbox', prevents: [{ id: 'LOCAL-Q2' }] };
  if (kind === 'program') return { message: 'program', prevents: commandNotFound(target) };
  return { message: target === '\r' ? 'blank' : 'forward', prevents: copyTo(target) };
}

/** A command of one word is looked for with the CR in its name. With more words the CR ends the last of them. */
function commandNotFound(command: string): Prevented[] {
  if (!/^[A-Za-z0-9_./-]+\r$/.test(command)) return [];
  return [{ id: 'SH-1', data: { number: '1', file: command } }];
}
