/** aliases(5), of sendmail and of Postfix. */
import { lowerCase } from '../qmail/control.ts';
import { logicalLines } from './logical-lines.ts';
import type { Alias, Place, Trouble } from './old-mail.ts';
import { parseTargets, unquoted } from './targets.ts';

/** Whose program makes the table: of two entries of one name newaliases(8) of sendmail takes the last, postalias(1) the first. */
export type AliasMaker = 'newaliases' | 'postalias';

export interface Aliases {
  readonly aliases: readonly Alias[];
  readonly troubles: readonly Trouble[];
}

/** A line that is longer is no alias that a person wrote; it is said, and read all the same. */
const LONG = 64 * 1024;

export function parseAliases(text: string, file: string, by: AliasMaker): Aliases {
  const found = new Map<string, Alias>();
  const troubles: Trouble[] = [];
  const tell = (what: string, line: number, data: Record<string, string> = {}) =>
    troubles.push({ kind: 'by-hand', what, at: { file, line }, data });
  for (const each of logicalLines(text)) {
    if (each.text.length > LONG) tell('long-line', each.line, { bytes: String(each.text.length) });
    const entry = entryOf(each.text, { file, line: each.line }, by);
    if (typeof entry === 'string') {
      tell(entry, each.line, { text: each.text.slice(0, 80) });
      continue;
    }
    const before = found.get(entry.name);
    if (before === undefined) found.set(entry.name, entry);
    else {
      troubles.push({
        kind: 'by-hand',
        what: 'alias-twice',
        at: { file, line: each.line },
        data: { name: entry.name, line: String((by === 'postalias' ? before : entry).at?.line ?? 0) },
      });
      if (by === 'newaliases') found.set(entry.name, entry);
    }
  }
  return { aliases: [...found.values()], troubles };
}

type AliasError = 'alias-no-colon' | 'alias-no-name' | 'alias-no-target' | 'alias-not-local';

function entryOf(text: string, at: Place, by: AliasMaker): Alias | AliasError {
  const colon = colonOf(text);
  if (colon < 0) return 'alias-no-colon';
  const written = unquoted(text.slice(0, colon).trim()).replace(/\\(.)/g, '$1');
  if (written === '') return 'alias-no-name';
  if (written.includes('@')) return 'alias-not-local';
  const targets = parseTargets(text.slice(colon + 1), by === 'postalias');
  return targets.length === 0 ? 'alias-no-target' : { name: lowerCase(written), written, targets, at };
}

/** The colon behind the name, which may be quoted. */
function colonOf(text: string): number {
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') quoted = !quoted;
    else if (text[at] === ':' && !quoted) return at;
  }
  return -1;
}
