import { readLine } from '../../qmail/control.ts';
import type { Check } from '../check.ts';
import { controlPath, controlText } from '../text.ts';

/** RFC 5322: words with dots between them, or something in brackets. */
const RIGHT_SIDE = /^([\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*|\[[^[\]\\]*\])$/;

/** Copied into Message-ID as it stands (newfield.c:48). Blanks, comments, control and non-ASCII bytes have rules of their own. */
export const check: Check = function* (target) {
  const text = controlText(target, 'idhost');
  if (text === null) return;
  const value = readLine(text);
  if (value === '' || value.startsWith('#') || /[^\x21-\x7e]/.test(value) || RIGHT_SIDE.test(value)) return;
  const path = controlPath(target, 'idhost');
  yield { data: { value, path }, subject: { path, line: 1 } };
};
