/** The default delivery instruction: what is wrong with it for everybody, whatever their home holds. */
import type { Instruction } from '../qmail/dot-qmail.ts';

/** An mbox line that names a Maildir by the looks of it. */
export function isMaildirWithoutSlash(instruction: Instruction): boolean {
  return instruction.kind === 'mbox' && /(^|\/)\.?maildir$/i.test(instruction.target);
}

/** A forward line that was meant as a path: `~/Maildir/`, `$HOME/Maildir/`, `Maildir/`, a blank before `./Maildir/`. */
export function isPathAsForward(instruction: Instruction): boolean {
  if (instruction.kind !== 'forward' || instruction.text.startsWith('&')) return false;
  return /^[ \t~$]/.test(instruction.target) || (instruction.target.includes('/') && !instruction.target.includes('@'));
}

/** A Maildir, or a file with a comment. */
const WITH_TEXT = /^(\S*\/(?=[ \t])|\S+(?=[ \t]+#))[ \t]+(\S.*)$/;

/** All of a line is the path, and without a slash at its end it is an mbox (qmail-local.c:662): what was meant, and what stands behind it. */
export function textBehindPath({ kind, text }: Instruction): { readonly meant: string; readonly rest: string } | null {
  const [, meant, rest] = (kind === 'mbox' && WITH_TEXT.exec(text)) || [];
  return meant === undefined || rest === undefined || /[/\r]$/.test(rest) ? null : { meant, rest };
}
