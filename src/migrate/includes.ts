/** `:include:` lists: what is in them stands where they were named. */
import type { Host } from '../host/host.ts';
import type { Expansion, Place, Target, Trouble } from './old-mail.ts';
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
export function parseInclude(text: string): Target[] {
  return text.split('\n').flatMap((line) => (/^\s*#/.test(line) ? [] : parseTargets(line.replace(/\r$/, ''))));
}

/** Puts what the lists hold in their place. A list that cannot be read stays; that, and one that holds itself, is a trouble; the rest goes on. */
export function withIncludes(host: Host, { targets, at }: Expansion, troubles: Trouble[]): Included {
  const files: string[] = [];
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
      const text = textOrTrouble(readOld(host, file), troubles, true);
      if (text === null) return [target];
      files.push(file);
      return inner(parseInclude(text), [...above, file], { file });
    });
  return { targets: inner(targets, [], at), files };
}
