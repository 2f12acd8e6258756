import type { QueueOutcome } from './queue.ts';
import { timeText } from './queued.ts';

/** The queue in a few numbers. `messages` and `unprocessed` are as qmail-qstat counts; times are ISO 8601, ages and lives seconds. */
export function summaryOf({ counts, state, messages }: QueueOutcome) {
  const { now, lifetime, sending, held } = state;
  let recipients = 0;
  let waiting = 0;
  let bytes = 0;
  let bouncing = 0;
  let expired = 0;
  for (const message of messages) {
    recipients += message.recipients.length;
    for (const { done } of message.recipients) if (!done) waiting += 1;
    bytes += message.bytes;
    if (message.bouncing) bouncing += 1;
    if (now !== null && message.expires !== null && now > message.expires) expired += 1;
  }
  const oldest = messages.find(({ born }) => born !== null)?.born ?? null;
  return {
    ...counts,
    recipients,
    waiting,
    bytes,
    bouncing,
    expired,
    oldest: timeText(oldest),
    firstToExpire: timeText(oldest === null || lifetime === null ? null : oldest + lifetime),
    lifetime,
    sending,
    held: [...held],
    now: timeText(now),
  };
}
