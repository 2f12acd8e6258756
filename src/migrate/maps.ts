/** Text from which makemap(8) and postmap(1) make their maps. */
import { lowerCase } from '../qmail/control.ts';
import { logicalLines } from './logical-lines.ts';
import type { Place, Trouble } from './old-mail.ts';

export interface MapLine {
  /** Lower case, as both programs fold it. */
  readonly key: string;
  readonly value: string;
  readonly at: Place;
}

export interface MapText {
  readonly entries: readonly MapLine[];
  readonly troubles: readonly Trouble[];
}

const PLAIN_KEY = /^(\S*)\s*([\s\S]*)$/;
/** Blanks within quotes belong to the key; the quotes too (postmap.c). */
const QUOTED_KEY = /^((?:"(?:\\[\s\S]|[^"\\])*"|\\.|[^\s"\\])*)\s*([\s\S]*)$/;

/** A key and the rest of the line. Of two lines for one key the first holds, in makemap as in postmap. */
export function parseMap(text: string, file: string, by: 'makemap' | 'postmap'): MapText {
  const entries = new Map<string, MapLine>();
  const troubles: Trouble[] = [];
  for (const { text: line, line: number } of by === 'postmap' ? logicalLines(text) : physicalLines(text)) {
    const at = { file, line: number };
    const [, key = '', value = ''] = (by === 'postmap' ? QUOTED_KEY : PLAIN_KEY).exec(line) ?? [];
    const tell = (what: string) =>
      troubles.push({ kind: 'by-hand', what, at, data: { text: line.slice(0, 80), key: key.slice(0, 80) } });
    const known = lowerCase(key);
    if (key === '') tell('map-no-key');
    else if (value.trim() === '') tell('map-no-value');
    else if (entries.has(known)) tell('map-twice');
    else entries.set(known, { key: known, value: value.trim(), at });
  }
  if (text !== '' && !text.endsWith('\n'))
    troubles.push({
      kind: 'could-not',
      what: 'cut-off',
      at: { file, line: text.split('\n').length },
      data: {},
    });
  return { entries: [...entries.values()], troubles };
}

function physicalLines(text: string): { text: string; line: number }[] {
  return text
    .split('\n')
    .map((line, index) => ({ text: line.replace(/\r$/, ''), line: index + 1 }))
    .filter(({ text: line }) => line.trim() !== '' && !line.startsWith('#'));
}
