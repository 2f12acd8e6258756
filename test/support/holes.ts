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

/** The literals among the arguments of each call that `calls` finds: of a choice, either one. */
export function literalsIn(source: string, calls: RegExp): string[] {
  return [...source.matchAll(calls)].flatMap(({ 0: call, index }) => literalsOf(source, index + call.length));
}

function literalsOf(source: string, from: number): string[] {
  const found: string[] = [];
  let depth = 1;
  for (let at = from; depth > 0 && at < source.length; at++) {
    const character = source[at] ?? '';
    if ('\'"`'.includes(character)) {
      const end = endOf(source, at);
      found.push(source.slice(at + 1, end));
      at = end;
    } else if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
  }
  return found;
}

/** Where the literal that begins there ends; `${…}` of a template may hold others. */
function endOf(source: string, from: number): number {
  const quote = source[from];
  for (let at = from + 1, braces = 0; at < source.length; at++) {
    if (source[at] === '\\') at += 1;
    else if (quote === '`' && source.startsWith('${', at)) braces += 1;
    else if (braces > 0 && source[at] === '}') braces -= 1;
    else if (braces === 0 && source[at] === quote) return at;
  }
  return source.length;
}
