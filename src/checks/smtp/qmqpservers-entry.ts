import type { Check } from '../check.ts';
import { qmqpServers, queuesByQmqp } from '../qmqp.ts';
import { controlPath, controlText } from '../text.ts';

/** A line that does not begin with an IPv4 address is passed over (qmail-qmqpc.c:96). */
export const check: Check = function* (target) {
  const text = controlText(target, 'qmqpservers');
  if (text === null) return;
  const { tried, skipped } = qmqpServers(text);
  if (skipped.length === 0) return;
  const path = controlPath(target, 'qmqpservers');
  const message = !queuesByQmqp(target) ? 'unused' : tried.length > 0 ? 'skipped' : 'none';
  const prevents = message === 'none' ? ['SMTPD-24-55', 'INJECT-QQ-55'] : ['QMQPC-Q1'];
  for (const { text: entry, line } of skipped) {
    // A blank in front has a rule of its own, which does not know that no server is left.
    if (message !== 'none' && /^[ \t]/.test(entry)) continue;
    yield {
      message,
      data: { entry, line: String(line), path },
      subject: { path, line },
      prevents: prevents.map((id) => ({ id })),
    };
  }
};
