import { appendFault } from '../../qmail/pw2u.ts';
import type { Check } from '../check.ts';
import { pw2uFiles, pw2uPath } from '../pw2u.ts';

/** qmail-pw2u copies users/append as it is before its final dot (qmail-pw2u.c:303), and qmail-newu judges the whole. */
export const check: Check = function* (target) {
  const text = pw2uFiles(target)?.append ?? null;
  const fault = text === null ? null : appendFault(text);
  if (text === null || fault === null) return;
  const path = pw2uPath(target, 'append');
  const { kind, line } = fault;
  const written = text.split('\n')[line - 1] ?? '';
  yield {
    message:
      kind === 'glued' || kind === 'early' || kind === 'blank' ? kind : written.startsWith('#') ? 'comment' : 'line',
    data: { path, line: String(line), text: written },
    subject: { path, line },
    prevents: [{ id: kind === 'early' ? 'NEWU-Q1' : 'NEWU-5' }],
  };
};
