import { ROOT, walk } from '../../host/access.ts';
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
      message: messageFor(reader, missed, delivered),
      data: {
        program,
        user: first.account.name,
        count: String(missed.length),
        store: first.path,
        inbox: inHome(first.account.home, inbox),
        file: path,
      },
      subject: { path, line },
      prevents: [{ id: program === 'qmail-pop3d' && !isThere(target, first, inbox) ? 'POP3D-2' : 'READER-Q1' }],
    };
  }
};

/** Life with qmail delivers to an mbox as it stands, and starts qmail-pop3d for those who want a Maildir. */
function messageFor({ program }: MailReader, missed: readonly Delivered[], delivered: readonly Delivered[]): string {
  if (program === 'qmail-pop3d' && missed.every(({ kind }) => kind === 'mbox')) return 'mbox';
  return missed.length === delivered.length ? 'all' : 'some';
}

/**
 * A mailbox in the spool may be a link to the one in the home (INSTALL.mbox), and what is not known may be the same. Who has his mail in
 * an mbox and no Maildir at all does not read it by qmail-pop3d.
 */
function isMissed(target: Target, { program, kind, inbox }: MailReader, delivered: Delivered): boolean {
  if (kind !== delivered.kind) return program !== 'qmail-pop3d' || isThere(target, delivered, inbox);
  if (inbox.includes('%') || (kind === 'mbox' && inbox.startsWith('/'))) return false;
  return !isSamePlace(target, inHome(delivered.account.home, inbox), delivered.path);
}

function isThere({ host }: Target, { account }: Delivered, inbox: string): boolean {
  return walk(host, ROOT, inHome(account.home, inbox)).ok;
}
