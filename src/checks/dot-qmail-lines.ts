/** What stands in the dot-qmail file that answers for a mailbox or an extension. */
import type { Instruction } from '../qmail/dot-qmail.ts';
import type { Installation } from '../qmail/installation.ts';
import type { Data, Mailbox, Subject } from './check.ts';
import { ownAssignment, usesDefault, whose } from './mailbox.ts';

/** A dot-qmail file with the instructions that mail can come to. */
export interface DotQmailLines {
  readonly path: string;
  readonly name: string;
  readonly lines: readonly Instruction[];
}

/** Null where there is none of its own, or an empty one: of the default delivery another rule tells. */
export function dotQmailLines(mailbox: Mailbox, installation: Installation): DotQmailLines | null {
  const { result } = mailbox;
  if (!result?.file || result.instructions.length === 0 || ownAssignment(mailbox) === null) return null;
  if (usesDefault(mailbox, installation)) return null;
  const end = result.instructions.findIndex(
    (each) => each.kind === 'program' && /^[ \t]*exit[ \t]+99\b/.test(each.target),
  );
  const lines = end < 0 ? result.instructions : result.instructions.slice(0, end + 1);
  return { ...result.file, lines };
}

/** What every report about a line says of its place. */
export function linePlace(
  mailbox: Mailbox,
  path: string,
  { line, text }: Instruction,
): { readonly data: Data; readonly subject: Subject } {
  return {
    data: { ...whose(mailbox), path, line: String(line), text },
    subject: { path, line, user: mailbox.local },
  };
}
