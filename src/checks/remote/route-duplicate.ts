import { constmap, lowerCase, readList, splitEntries } from '../../qmail/control.ts';
import type { Check } from '../check.ts';
import { keyTrouble, ROUTES, staysHere } from '../routes.ts';
import { controlPath, controlText } from '../text.ts';

/** Of equal keys the last line wins (constmap.c:89). */
export const check: Check = function* (target) {
  const text = controlText(target, ROUTES);
  if (text === null) return;
  const path = controlPath(target, ROUTES);
  const map = constmap(splitEntries(readList(text)));
  for (const { key, value, line } of map.entries) {
    const winner = map.find(key);
    if (staysHere(target, key)) continue;
    if (winner === null || winner.line === line || keyTrouble(key) !== null || sameRoute(value, winner.value)) continue;
    yield {
      message: key === '' ? 'empty-key' : 'default',
      data: { key, value, line: String(line), winner: winner.value, last: String(winner.line), path },
      subject: { path, line, ...(key === '' ? {} : { domain: key }) },
    };
  }
};

function sameRoute(one: string, other: string): boolean {
  const plain = (value: string) => lowerCase(value).replace(/:25$/, '');
  return plain(one) === plain(other);
}
