import { bounceAddress, isPlainValue } from '../bounces.ts';
import type { Check } from '../check.ts';

/** The user of an address, which qmail-send puts in quotation marks where it must (qmail-send.c:697). */
export const check: Check = function* (target) {
  const { user, host } = bounceAddress(target);
  if (user.from === null || !/[@ \t]/.test(user.value) || !isPlainValue(user)) return;
  const { value, path } = user;
  yield {
    data: { value, header: `"${value.replace(/["\\]/g, '\\$&')}"@${host.value}`, path },
    subject: { path, line: 1 },
  };
};
