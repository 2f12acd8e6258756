/** Whether mail waits that would be left behind, and whether a queue was copied by file, which none can be (qmail-queue.c:193). */
import { textOf } from '../../host/bytes.ts';
import { CouldNotCheck } from '../../host/host.ts';
import { hasBigTodo } from '../../qmail/hierarchy.ts';
import { QMAIL_USERS } from '../../qmail/installation.ts';
import type { Entry } from '../../qmail/queue.ts';
import { surveyQueue } from '../../qmail/queue-survey.ts';
import type { Unseen } from '../address-list.ts';
import type { Difference, Pair, Side } from './difference.ts';

export async function* compareQueues(pair: Pair): AsyncGenerator<Difference | Unseen> {
  try {
    const [before, after] = [await messagesIn(pair.old), await messagesIn(pair.new)];
    const left = [...before.sound, ...before.renumbered].filter((id) => !after.sound.has(id));
    const { home } = pair.new.granted;
    const copied = [...after.renumbered].filter((id) => !before.renumbered.has(id));
    if (copied.length > 0)
      yield {
        kind: 'queue-copied',
        severity: 'error',
        subject: `${textOf(home)}/queue`,
        old: String(before.sound.size),
        new: String(copied.length),
        data: { example: copied[0] ?? '' },
      };
    if (left.length > 0)
      yield {
        kind: 'queue-waiting',
        severity: 'warning',
        subject: `${textOf(pair.old.granted.home)}/queue`,
        old: String(left.length),
        new: String(after.sound.size),
        data: { hindrance: hindrances(pair).join(', ') },
      };
    yield* [...before.unchecked, ...after.unchecked];
  } catch (error) {
    if (!(error instanceof CouldNotCheck)) throw error;
    yield { path: textOf(error.path), reason: textOf(error.reason) };
  }
}

interface Messages {
  /** Whose number is the inode of their file, or whose inode is not known. */
  readonly sound: ReadonlySet<string>;
  readonly renumbered: ReadonlySet<string>;
  readonly unchecked: readonly Unseen[];
}

async function messagesIn({ granted }: Side): Promise<Messages> {
  const sound = new Set<string>();
  const renumbered = new Set<string>();
  const each = ({ id, mess, info, todo }: Entry) => {
    if (mess === null || (info === null && todo === null)) return;
    const isOwn = mess.inode === undefined || String(mess.inode) === id;
    (isOwn ? sound : renumbered).add(id);
  };
  const { unchecked } = await surveyQueue(granted, { each, pause: async () => {} });
  return {
    sound,
    renumbered,
    unchecked: unchecked.map(({ path, reason }) => ({ path: textOf(path), reason: textOf(reason) })),
  };
}

/** What stands against moving its directories even within one file system. */
function hindrances({ old, new: now }: Pair): string[] {
  const ids = QMAIL_USERS.filter((user) => /^qmail[qsr]$/.test(user)).filter(
    (user) => old.target.host.accounts.byName(user)?.uid !== now.target.host.accounts.byName(user)?.uid,
  );
  const [before, after] = [old.granted, now.granted];
  return [
    ...(before.compiled.split === after.compiled.split ? [] : ['conf-split']),
    ...(hasBigTodo(before) === hasBigTodo(after) ? [] : ['big-todo']),
    ...ids.map((user) => `uid ${user}`),
  ];
}
