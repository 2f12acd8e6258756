import { readLine } from '../../qmail/control.ts';
import type { Check } from '../check.ts';
import { controlPath, controlText } from '../text.ts';

/** The name goes out in HELO, in Message-ID and in bounces as it stands. */
export const check: Check = function* (target) {
  const text = controlText(target, 'me');
  if (text === null) return;
  if (typeof text !== 'string') return yield text;
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

const NAME_MAX = 253;
const LABEL_MAX = 63;

/** Blanks, comments, control and non-ASCII bytes have rules of their own. */
function oddity(me: string): string | null {
  if (me === '' || me.startsWith('#') || /[^\x21-\x7e]/.test(me)) return null;
  if (/^\[?[0-9.]+\]?$/.test(me) || /^\[.*\]$/.test(me)) return 'address';
  if (/^(localhost(\.localdomain)?|(.*\.)?local|example|example\.[a-z]+)$/i.test(me)) return 'not-unique';
  if (!me.includes('.')) return 'no-dot';
  if (/[^A-Za-z0-9.-]/.test(me) || /(^|\.)(-|\.|$)|-(\.|$)/.test(me)) return 'characters';
  return me.length > NAME_MAX || me.split('.').some((label) => label.length > LABEL_MAX) ? 'long' : null;
}
