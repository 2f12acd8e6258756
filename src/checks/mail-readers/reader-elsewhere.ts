import type { Check, Target } from '../check.ts';
import { type Delivered, deliveredAtHome, inHome, isSamePlace, type MailReader, mailReaders } from '../mail-readers.ts';

/** Mail is put where the program that hands it to people does not look for it. */
export const check: Check = function* (target) {
  const readers = mailReaders(target);
  const delivered = readers.length === 0 ? [] : deliveredAtHome(target);
  for (const reader of readers) {
    const missed = delivered.filter((each) => isMissed(target, reader, each));
    const [first] = missed;
    if (first === undefined) continue;
    const { program, inbox, file: path, line } = reader;
    yield {
      message: missed.length === delivered.length ? 'all' : 'some',
      data: {
        program,
        user: first.account.name,
        count: String(missed.length),
        store: first.path,
        inbox: inHome(first.account.home, inbox),
        file: path,
      },
      subject: { path, line },
    };
  }
};

/** A mailbox in the spool may be a link to the one in the home (INSTALL.mbox), and what is not known may be the same. */
function isMissed(target: Target, { kind, inbox }: MailReader, delivered: Delivered): boolean {
  if (kind !== delivered.kind) return true;
  if (inbox.includes('%') || (kind === 'mbox' && inbox.startsWith('/'))) return false;
  return !isSamePlace(target, inHome(delivered.account.home, inbox), delivered.path);
}
