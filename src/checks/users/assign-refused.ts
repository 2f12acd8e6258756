import type { AssignErrorKind } from '../../qmail/assign.ts';
import { assignSource, lineText, newuOf } from '../assign.ts';
import type { Check } from '../check.ts';

/** qmail-newu stops at the first line that it does not take, without naming it, and users/cdb stays as it was (qmail-newu.c:97). */
export const check: Check = function* (target) {
  const source = assignSource(target);
  const error = source?.assign.error ?? null;
  if (source === null || error === null) return;
  const { path, assign } = source;
  const { line, kind } = error;
  const text = lineText(source, line);
  const unused = target.usersCdb() === 'absent' && assign.entries.length === 0 && kind === 'no-dot';
  yield {
    message: unused ? 'empty' : messageOf(kind, text),
    data: { path, line: String(line), text, newu: newuOf(target) },
    subject: { path, line },
    covers: [path, `${target.installation.home}/users/cdb`],
  };
};

function messageOf(kind: AssignErrorKind, text: string): string {
  if (text.startsWith('#')) return 'comment';
  return kind === 'no-colon' ? 'few-colons' : kind;
}
