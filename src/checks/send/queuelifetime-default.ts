import type { Check } from '../check.ts';
import { controlPath } from '../text.ts';

/** For the record: what is in force (qmail-send.c:1444). */
export const check: Check = function* (target) {
  if (target.control('queuelifetime').state !== 'absent') return;
  const path = controlPath(target, 'queuelifetime');
  yield { data: { path }, subject: { path } };
};
