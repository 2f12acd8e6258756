import { readList } from '../../qmail/control.ts';
import type { Check } from '../check.ts';
import { queuesByQmqp } from '../qmqp.ts';
import { controlPath } from '../text.ts';

/** qmail-qmqpc has no server to give the mail to (qmail-qmqpc.c:137). */
export const check: Check = function* (target) {
  const file = target.control('qmqpservers');
  if (file.state === 'unreadable' || !queuesByQmqp(target)) return;
  if (file.state === 'present' && readList(file.text).length > 0) return;
  const path = controlPath(target, 'qmqpservers');
  yield { message: file.state === 'absent' ? 'absent' : 'empty', data: { path }, subject: { path } };
};
