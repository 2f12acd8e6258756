import type { Check } from '../check.ts';
import { lostRelay, variableOf } from '../tcprules-records.ts';
import { mendData, rulesSources } from '../tcprules-source.ts';

/** Variables that decide what becomes of mail. */
const MEANT = ['RELAYCLIENT', 'DATABYTES', 'QMAILQUEUE', 'RBLSMTPD'];

/** No program reads a variable of another case or spelling. */
export const check: Check = function* (target) {
  for (const source of rulesSources(target)) {
    if ('skip' in source) {
      yield source;
      continue;
    }
    const { path } = source;
    for (const each of source.lines) {
      const found = each.env.flatMap(({ name }) => {
        const meant = meantBy(name);
        return meant === null ? [] : [{ name, meant }];
      });
      const text = found.reduce((line, { name, meant }) => line.replace(`,${name}=`, `,${meant}=`), each.text);
      for (const { name, meant } of found) {
        const lost = meant === 'RELAYCLIENT' && variableOf(each, meant) === null;
        const asMeant = { deny: each.deny, env: [{ name: meant, value: '' }] };
        yield {
          data: { path, number: String(each.line), name, meant, ...mendData(source, each.text, text) },
          subject: { path, line: each.line },
          prevents: [{ id: 'TCPRULES-Q3' }, ...(lost ? lostRelay(asMeant, each.keys[0] ?? '', null) : [])],
          fold: path,
        };
      }
    }
  }
};

/** The variable that a name differs from by its case, a line or dash in it, or one letter; null for others, and for itself. */
function meantBy(name: string): string | null {
  // Names with blanks have a rule of their own.
  if (MEANT.includes(name) || /\s/.test(name)) return null;
  const plain = name.toUpperCase().replace(/[-_]/g, '');
  return MEANT.find((each) => isNear(plain, each)) ?? null;
}

/** Equal, or one letter more, less, different, or two changed round. */
function isNear(one: string, other: string): boolean {
  let start = 0;
  while (start < one.length && one[start] === other[start]) start++;
  let end = 0;
  while (end < Math.min(one.length, other.length) - start && one.at(-1 - end) === other.at(-1 - end)) end++;
  const left = one.slice(start, one.length - end);
  const right = other.slice(start, other.length - end);
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}
