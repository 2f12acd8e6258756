/** Small helpers of the mailbox checks. */
import type { Installation } from '../qmail/installation.ts';

/** What the user's shell runs to make a Maildir. */
export function maildirScript(installation: Installation, maildir: string): string {
  const quoted = /^[A-Za-z0-9_/.:@%+=,-]+$/.test(maildir) ? maildir : `'${maildir.replaceAll("'", "'\\''")}'`;
  return `${installation.home}/bin/maildirmake ${quoted}`;
}
