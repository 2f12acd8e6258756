import type { Check } from '../check.ts';
import { injectNames, isPlain } from '../inject-names.ts';
import { isHostName } from '../names.ts';
import { controlPath } from '../text.ts';

/** Follows every host name without a dot (qmail-inject.c:231). */
export const check: Check = function* (target) {
  const found = injectNames(target)?.defaultdomain;
  if (found === undefined || !isPlain(found)) return;
  const { value } = found;
  if (!isHostName(value) || value.includes('.')) return;
  const path = controlPath(target, 'defaultdomain');
  yield { data: { value, path }, subject: { path, line: 1 } };
};
