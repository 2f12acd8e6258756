/** Lines of configuration files that go on where one ends in a backslash. */

export interface Line {
  /** The number of the first line joined. */
  readonly line: number;
  readonly text: string;
}

/** The lines of a text with `glue` for each backslash at a line's end; lines that are a `comment` are passed over. */
export function joinedLines(text: string, glue: string, isComment: (line: string) => boolean): Line[] {
  const lines: Line[] = [];
  let parts: string[] = [];
  let start = 1;
  for (const [index, line] of text.split('\n').entries()) {
    if (isComment(line) && (parts.length === 0 || glue !== '')) continue;
    if (parts.length === 0) start = index + 1;
    parts.push(line.endsWith('\\') ? line.slice(0, -1) : line);
    if (line.endsWith('\\')) continue;
    lines.push({ line: start, text: parts.join(glue) });
    parts = [];
  }
  if (parts.length > 0) lines.push({ line: start, text: parts.join(glue) });
  return lines;
}
