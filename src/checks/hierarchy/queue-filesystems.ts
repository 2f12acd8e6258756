import { ROOT, walk } from '../../host/access.ts';
import { hasBigTodo } from '../../qmail/hierarchy.ts';
import type { Check, Target } from '../check.ts';
import { linkCrosses } from '../filesystems.ts';
import { inQueue } from '../queue.ts';

/** qmail-queue links a message from pid/ into mess/ and from intd/ into todo/: link(2) does not cross file systems (qmail-queue.c:198, 262). */
export const check: Check = inQueue(function* (target) {
  yield* pair(target, 'pid', numbered(target, 'mess'), 64);
  const split = hasBigTodo(target.installation);
  const from = split ? numbered(target, 'intd') : ['intd'];
  for (const each of from) yield* pair(target, each, [each.replace('intd', 'todo')], 66);
});

function numbered({ installation }: Target, tree: string): string[] {
  return Array.from({ length: installation.compiled.split }, (_, number) => `${tree}/${number}`);
}

function* pair(target: Target, from: string, to: readonly string[], exit: number) {
  const { host, home } = target.installation;
  const path = `${home}/queue/${from}`;
  const source = walk(host, ROOT, path);
  if (!source.ok) return;
  for (const each of to) {
    const other = walk(host, ROOT, `${home}/queue/${each}`);
    if (!other.ok || !linkCrosses(host, source, other)) continue;
    yield {
      data: { path, from: `queue/${from}`, other: `queue/${each}` },
      subject: { path },
      prevents: [{ id: `SMTPD-24-${exit}` }, { id: `INJECT-QQ-${exit}` }],
    };
    return;
  }
}
