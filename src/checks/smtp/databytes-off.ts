import type { Check } from '../check.ts';
import { integerFile } from '../integers.ts';

/** 0 is no limit; a value that is cut to 0 on its way into an int, or a 0 before other text, was meant to be one (qmail-smtpd.c:116). */
export const check: Check = function* (target) {
  const file = integerFile(target, 'databytes');
  if (file === null) return;
  const { path, value, written } = file;
  if (value !== 0 || /^0+[ \t\r]*$/.test(written)) return;
  yield { data: { path, written }, subject: { path } };
};
