/** Lists of domains and networks in main.cf: names, files of names, tables (match_list(3) of Postfix). */
import type { Host } from '../../host/host.ts';
import { lowerCase } from '../../qmail/control.ts';
import type { Place, Told, Trouble } from '../old-mail.ts';
import { readOld, textOrTrouble } from '../old-text.ts';
import { listOf } from './main-cf.ts';
import { isPasswd, tableEntries, tableSpec } from './tables.ts';

export interface ListPattern {
  readonly text: string;
  readonly negated: boolean;
  readonly at: Place;
}

/** Files within files. */
const DEEPEST = 5;

/** The patterns of a list with those of its files and the keys of its tables in their place. Lower case. */
export function patternsOf(host: Host, value: Told<string>, file: string, troubles: Trouble[]): ListPattern[] {
  const from = value.at ?? { file };
  const inner = (text: string, at: Place, depth: number): ListPattern[] => {
    const negated = text.startsWith('!');
    const plain = negated ? text.slice(1) : text;
    if (plain.startsWith('/')) {
      const read = depth > DEEPEST ? null : textOrTrouble(readOld(host, plain), troubles, true);
      return (read ?? '')
        .split('\n')
        .flatMap((line, index) =>
          listOf(line.replace(/#.*$/, '')).flatMap((each) => inner(each, { file: plain, line: index + 1 }, depth + 1)),
        );
    }
    if (isPasswd(plain)) return [];
    const spec = isNetwork(plain) ? null : tableSpec(plain);
    if (spec === null) return [{ text: lowerCase(plain), negated, at }];
    return tableEntries(host, spec, at, troubles).map(({ key, at: line }) => ({ text: key, negated, at: line }));
  };
  return listOf(value.value).flatMap((each) => inner(each, from, 0));
}

function isNetwork(text: string): boolean {
  return text.startsWith('[') || /^[0-9a-f]*:[0-9a-f:]*(\/\d+)?$/i.test(text);
}

/** The domains of a list, without what is no domain. */
export function domainsOf(host: Host, value: Told<string>, file: string, troubles: Trouble[]): Told<string>[] {
  return patternsOf(host, value, file, troubles).flatMap(({ text, negated, at }) => {
    if (negated) {
      troubles.push({ kind: 'by-hand', what: 'list-negated', at, data: { text: `!${text}` } });
      return [];
    }
    return text.includes('@') ? [] : [{ value: text, at }];
  });
}
