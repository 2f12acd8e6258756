/** `:include:` lists: what is in them stands where they were named. */
import type { Host } from '../host/host.ts';
import type { Expansion, ListRules, Place, Target, Trouble } from './old-mail.ts';
import { readOld, textOrTrouble } from './old-text.ts';
import { parseTargets } from './targets.ts';

/** Lists within lists. */
const DEEPEST = 10;

export interface Included {
  readonly targets: readonly Target[];
  /** The lists that were read, in order. */
  readonly files: readonly string[];
}

/** The targets of an included file: a list on each line, with comments. */
export function parseInclude(text: string, rules?: ListRules): Target[] {
  const lines = text.split('\n').filter((line) => !/^\s*#/.test(line));
  return lines.flatMap((line) => parseTargets(line.replace(/\r$/, ''), rules?.blanksPart));
}

/** Puts what the lists hold in their place. A list that cannot be read stays; that, and one that holds itself, is a trouble; the rest goes on. */
export function withIncludes(host: Host, { targets, at, lists, as }: Expansion, troubles: Trouble[]): Included {
  const files: string[] = [];
  const permitted = (target: Target, file: string): boolean => {
    const { programs, files: stores } = lists?.addressesOnly ?? { programs: false, files: false };
    const refused = (target.kind === 'program' && programs) || (target.kind === 'file' && stores);
    if (refused)
      troubles.push({
        kind: 'by-hand',
        what: 'include-refused',
        at: { file },
        data: { text: target.text, name: target.text },
      });
    return !refused;
  };
  const inner = (list: readonly Target[], above: readonly string[], from: Place | null): Target[] =>
    list.flatMap((target) => {
      if (target.kind !== 'include') return [target];
      const file = target.text;
      const place = from ?? { file };
      if (above.includes(file) || above.length >= DEEPEST) {
        const what = above.includes(file) ? 'include-circle' : 'include-deep';
        troubles.push({ kind: 'could-not', what, at: place, data: { list: file } });
        return [];
      }
      if (!file.startsWith('/')) {
        troubles.push({ kind: 'by-hand', what: 'include-relative', at: place, data: { list: file } });
        return [target];
      }
      const text = textOrTrouble(readOld(host, file, as), troubles, true);
      if (text === null) return [target];
      files.push(file);
      const named = parseInclude(text, lists).flatMap((each): Target[] =>
        permitted(each, file) ? [{ ...each, inList: true }] : [],
      );
      return inner(named, [...above, file], { file });
    });
  return { targets: inner(targets, [], at), files };
}
