/** The queue as JSON (contract, `queue.schema.json`): one message a line, since there may be a hundred thousand of them. */
import type { Finding } from '../audit/outcome.ts';
import type { QueueOutcome } from '../audit/queue.ts';
import { AGES, type GroupBy, groupsOf } from '../audit/queue-groups.ts';
import { summaryOf } from '../audit/queue-summary.ts';
import { queued, timeText, unprocessed } from '../audit/queued.ts';

export function* queueJson(outcome: QueueOutcome, by: GroupBy | null): Generator<string> {
  const { state, messages, problems, suppressed, skipped, failed } = outcome;
  yield `{\n  "format": "qmail-lint/queue",\n  "version": 1,\n  "summary": ${JSON.stringify(summaryOf(outcome))},\n`;
  if (by !== null) yield `  "groups": ${JSON.stringify(groupsJson(outcome, by))},\n`;
  yield* list('messages', messages, (each) => queued(each, state.now, (recipient) => outcome.why(each, recipient)));
  yield* list('unprocessed', outcome.unprocessed, unprocessed);
  yield* list('problems', problems, (each) => problem(each, outcome.home));
  yield* list('suppressed', suppressed, (each) => problem(each, outcome.home));
  yield `  "skipped": ${JSON.stringify(skipped)},\n  "failed": ${JSON.stringify(failed)}\n}\n`;
}

/** Characters that are handed on at a time. */
const CHUNK = 65536;

function* list<T>(name: string, items: readonly T[], plain: (item: T) => unknown): Generator<string> {
  let chunk = `  "${name}": [`;
  for (const [index, item] of items.entries()) {
    chunk += `${index === 0 ? '' : ','}\n    ${JSON.stringify(plain(item))}`;
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = '';
  }
  yield `${chunk}${items.length === 0 ? '' : '\n  '}],\n`;
}

function groupsJson(outcome: QueueOutcome, by: GroupBy) {
  const groups = groupsOf(outcome, by).map(({ oldest, firstToExpire, ...group }) => ({
    ...group,
    oldest: timeText(oldest),
    firstToExpire: timeText(firstToExpire),
  }));
  return { by, ageLimits: AGES, groups };
}

/** `path` is relative to qmail's home. */
function problem({ area: _, fold: __, subject, ...finding }: Finding, home: string) {
  const { path = '' } = subject;
  return { ...finding, path: path.startsWith(`${home}/`) ? path.slice(home.length + 1) : path };
}
