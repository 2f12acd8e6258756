import { compileTcprules } from '../../qmail/tcprules.ts';
import type { Check } from '../check.ts';
import { mendData, rulesSources } from '../tcprules-source.ts';

/** tcprules stops at the first line that it does not understand and leaves the cdb as it was (ucspi-tcp tcprules.c:40, 134-162). */
export const check: Check = function* (target) {
  for (const source of rulesSources(target)) {
    if ('skip' in source) {
      yield source;
      continue;
    }
    const [first, ...others] = source.refused;
    if (first === undefined) continue;
    const { path, refused } = source;
    const cr = refused.every(({ text }) => text.endsWith('\r'));
    const instead = meant(first.text);
    const named = others.slice(0, 10).map(({ line }) => String(line));
    yield {
      message: cr ? 'cr' : others.length > 0 ? 'several' : instead === null ? 'default' : 'meant',
      data: {
        path,
        number: String(first.line),
        rule: first.text,
        others: named.join(', ') + (others.length > named.length ? ' …' : ''),
        instead: instead ?? '',
        ...mendData(source, first.text, instead ?? ''),
      },
      subject: { path, line: first.line },
      prevents: [{ id: 'TCPRULES-1', data: { line: first.text } }],
    };
  }
};

/** What the line was to be, where that is plain. */
function meant(text: string): string | null {
  const [, address, action, rest = ''] = /^([^:]*):\s*(allow|deny)\b(.*)$/i.exec(text) ?? [];
  if (address === undefined || action === undefined) return null;
  const name = /[a-z].*-|-.*[a-z]/i.test(address) && !/[=@]/.test(address) ? `=${address}` : address;
  const variables: string[] = [];
  let left = rest.trimEnd();
  while (!/^[\s,;]*$/.test(left)) {
    const [whole, key, value = '""'] = /^[\s,;]+(\w+)(?:=("[^"]*"|'[^']*'))?(?=[\s,;]|$)/.exec(left) ?? [];
    if (whole === undefined || key === undefined) return null;
    variables.push(`,${key}=${value}`);
    left = left.slice(whole.length);
  }
  const line = `${name}:${action.toLowerCase()}${variables.join('')}`;
  return compileTcprules(line).ok ? line : null;
}
