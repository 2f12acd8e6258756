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
