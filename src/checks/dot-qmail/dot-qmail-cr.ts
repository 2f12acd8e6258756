import type { Delivery } from '../../qmail/trace.ts';
import type { MailboxCheck, Prevented } from '../check.ts';
import { nameOf, ownAssignment, usesDefault } from '../mailbox.ts';

/** A CR at the end of a line belongs to the path, the address or the command (qmail-local.c:649). */
export const check: MailboxCheck = function* (mailbox, installation) {
  const { result, local } = mailbox;
  if (!result?.file || ownAssignment(mailbox) === null) return;
  const ended = result.deliveries.filter(({ target }) => target.endsWith('\r'));
  if (ended.length === 0 || usesDefault(mailbox, installation)) return;
  const { path } = result.file;
  for (const delivery of ended) {
    const { message, prevents } = crConsequence(delivery);
    yield {
      message,
      data: { user: nameOf(mailbox), path, line: String(delivery.line), text: delivery.target.slice(0, -1) },
      subject: { path, line: delivery.line, user: local },
      prevents,
    };
  }
};

/** What such a line does, and what is seen of it. */
export function crConsequence({ kind, target }: Delivery): { message: string; prevents: Prevented[] } {
  if (kind === 'mbox') return { message: target.endsWith('/\r') ? 'maildir' : 'mbox', prevents: [{ id: 'LOCAL-Q2' }] };
  if (kind === 'program') return { message: 'program', prevents: commandNotFound(target) };
  if (target === '\r') return { message: 'blank', prevents: [{ id: 'LOCAL-19' }] };
  const at = target.lastIndexOf('@');
  // qmail-remote shows a byte of a host name that is not printable as `?`.
  const host = `${target.slice(at + 1, -1)}?`;
  return { message: 'forward', prevents: at < 0 ? [{ id: 'LOCAL-19' }] : [{ id: 'REMOTE-11', data: { host } }] };
}

/** A command of one word is looked for with the CR in its name. With more words the CR ends the last of them. */
function commandNotFound(command: string): Prevented[] {
  if (!/^[A-Za-z0-9_./-]+\r$/.test(command)) return [];
  return [{ id: 'SH-1', data: { number: '1', file: command } }];
}
