import type { Check } from '../check.ts';
import { enabledOf } from '../starters.ts';

/**
 * Two enabled places that lead to qmail-start: the second qmail-send finds the lock taken (qmail-send.c:1539). Two of one
 * supervisor with commands of their own may be for two qmails.
 */
export const check: Check = function* (target) {
  const { send } = target.services;
  const enabled = enabledOf(target, [...new Set(send.flatMap(({ starters }) => starters))]);
  const [first] = enabled;
  const second = enabled.find(
    ({ path, by }) =>
      path !== first?.path &&
      (by !== first?.by || send.some(({ starters }) => starters.includes(path) && starters.includes(first.path))),
  );
  if (first === undefined || second === undefined) return;
  yield { data: { first: first.path, second: second.path }, subject: { path: second.path } };
};
