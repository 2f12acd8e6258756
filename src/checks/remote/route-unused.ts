import { constmap, readList, splitEntries } from '../../qmail/control.ts';
import type { Check } from '../check.ts';
import { keyTrouble, ROUTES, staysHere } from '../routes.ts';
import { sedDelete } from '../sed.ts';
import { controlPath, controlText } from '../text.ts';

/** What qmail-send keeps for delivery here is never handed to qmail-remote, the only program that reads smtproutes (qmail-send.c:144). */
export const check: Check = function* (target) {
  const text = controlText(target, ROUTES);
  if (text === null) return;
  const path = controlPath(target, ROUTES);
  const map = constmap(splitEntries(readList(text)));
  for (const entry of map.entries) {
    const { key, value, line } = entry;
    if (map.find(key) !== entry || keyTrouble(key) !== null || !staysHere(target, key)) continue;
    yield {
      message: value === '' ? 'exception' : 'default',
      data: {
        key,
        relay: value.split(/[:|]/, 1)[0] ?? '',
        line: String(line),
        path,
        edit: sedDelete(`${key}:${value}`),
      },
      subject: { path, line, domain: key },
      prevents: [{ id: value === '' ? 'CONTROL-N4' : 'REMOTE-Q6' }],
    };
  }
};
