import { readLine } from '../../qmail/control.ts';
import type { Check } from '../check.ts';
import { oddity } from '../odd-name.ts';
import { controlPath, controlText } from '../text.ts';

/** The name goes out in HELO, in Message-ID and in bounces as it stands. */
export const check: Check = function* (target) {
  const text = controlText(target, 'me');
  if (text === null) return;
  const me = readLine(text);
  const message = oddity(me);
  if (message === null) return;
  const path = controlPath(target, 'me');
  const helo = target.control('helohost').state === 'present';
  yield {
    message,
    data: { me, path },
    subject: { path, line: 1, domain: me },
    prevents: [{ id: helo ? 'INJECT-Q1' : 'REMOTE-Q3' }],
  };
};
