import type { Check } from '../check.ts';
import { integerFile } from '../integers.ts';

/** Linux gives up by itself after a little more than two minutes (tcp_syn_retries 6: observed after 134 s). */
const KERNEL = 130;

export const check: Check = function* (target) {
  const file = integerFile(target, 'timeoutconnect');
  if (file !== null && file.value > KERNEL)
    yield { data: { path: file.path, value: String(file.value) }, subject: { path: file.path } };
};
