import type { Check } from '../check.ts';
import { integerFile } from '../integers.ts';

/** Smaller than the header of an ordinary message. */
const TINY = 1000;

/** More bytes than databytes are refused after DATA (qmail-smtpd.c:371). */
export const check: Check = function* (target) {
  const file = integerFile(target, 'databytes');
  if (file === null) return;
  const { path, value } = file;
  if (value <= 0 || value >= TINY) return;
  yield { data: { path, value: String(value) }, subject: { path } };
};
