/** Sentences of the code as they would read. */

/** The text of a literal: `${…}` of a template, braces within it too, as X; as a number where one is told of. */
export function withoutHoles(text: string): string {
  let plain = '';
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text.startsWith('${', at)) {
      if (depth === 0) plain += /\b(uid|mode|than|line|first|within|only|of) $/.test(plain) ? '644' : 'X';
      depth += 1;
      at += 1;
    } else if (depth > 0 && text[at] === '{') depth += 1;
    else if (depth > 0 && text[at] === '}') depth -= 1;
    else if (depth === 0) plain += text[at];
  }
  return plain.replaceAll("\\'", "'");
}
