/** Lines that go on where the next begins with a blank, as in aliases files, main.cf and the maps of Postfix. */

export interface LogicalLine {
  readonly text: string;
  /** Where it begins, from 1. */
  readonly line: number;
}

/**
 * `comments`: what a comment line is. Comments and blank lines neither end a line nor belong to it (readlline.c of Postfix).
 * `indented`: lines that begin with a blank and follow none are given too.
 */
export function logicalLines(text: string): LogicalLine[] {
  const lines: { parts: string[]; line: number }[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const physical = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    const first = /[^ \t\f\v]/.exec(physical);
    if (first === null || physical[first.index] === '#') continue;
    const last = lines.at(-1);
    if (first.index > 0 && last !== undefined) last.parts.push(physical);
    else lines.push({ parts: [physical], line: index + 1 });
  }
  return lines.map(({ parts, line }) => ({ text: parts.join(''), line }));
}
