import type { Check } from '../check.ts';
import { integerFile } from '../integers.ts';

const SHORT = 10;
const LONG = 86400;

/** Seconds of silence before qmail-smtpd hangs up; what is not positive becomes 1 (qmail-smtpd.c:106). */
export const check: Check = function* (target) {
  const file = integerFile(target, 'timeoutsmtpd');
  if (file === null) return;
  const { path, value } = file;
  if (value >= SHORT && value <= LONG) return;
  const short = value < SHORT;
  yield {
    message: short ? 'short' : 'long',
    data: { path, value: String(Math.max(value, 1)) },
    subject: { path },
    prevents: [{ id: short ? 'SMTPD-5' : 'SMTPD-Q8' }],
  };
};
