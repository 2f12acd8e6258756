import { assignSource } from '../assign.ts';
import type { Check } from '../check.ts';

/** The line that begins with a dot is the end for qmail-newu (qmail-newu.c:98). Remarks and further dots may follow it. */
export const check: Check = function* (target) {
  const source = assignSource(target);
  if (source === null) return;
  const { path, assign } = source;
  const lines = source.text.split('\n');
  const lost = assign.trailing.filter(({ line }) => !/^[ \t]*[.#]/.test(lines[line - 1] ?? ''));
  const [first] = lost;
  if (first === undefined) return;
  yield {
    data: { path, line: String(first.line), dot: String(assign.dotLine), count: String(lost.length) },
    subject: { path, line: first.line },
  };
};
