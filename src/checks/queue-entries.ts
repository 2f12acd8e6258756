/** What the rules about single messages in the queue share. */
import type { Entry, QueueTree } from '../qmail/queue.ts';
import { nameOf } from '../qmail/queue.ts';
import type { QueueSurvey } from '../qmail/queue-survey.ts';
import type { Check, Report, Target } from './check.ts';
import { withoutQueue } from './queue.ts';

export interface QueueScene extends QueueSurvey {
  readonly target: Target;
}

/** A check of each number that is not plainly fine. */
export function ofEntries(check: (entry: Entry, scene: QueueScene) => Iterable<Report>): Check {
  return ofQueue(function* (scene) {
    for (const entry of scene.suspects) yield* check(entry, scene);
  });
}

/** A check of what lies in the queue. */
export function ofQueue(check: (scene: QueueScene) => ReturnType<Check>): Check {
  return async function* (target) {
    const skip = withoutQueue(target);
    if (skip !== null) {
      yield skip;
      return;
    }
    yield* check({ ...(await target.queue()), target });
  };
}

/** The place of one file of a message: for the sentence, and for the finding. */
export function placeOf(scene: QueueScene, tree: QueueTree, id: string): Pick<Report, 'data' | 'subject'> {
  return placeAt(scene, nameOf(scene.queue, tree, id), id);
}

/** As `placeOf`, by its name relative to queue/. */
export function placeAt({ queue }: QueueScene, name: string, id: string): Pick<Report, 'data' | 'subject'> {
  const path = `${queue.home}/queue/${name}`;
  return { data: { id, file: name, path }, subject: { path } };
}

/** Whether qmail-send is still to deliver it: in info/, and not in todo/ any more. */
export function isQueued({ info, todo }: Entry): boolean {
  return info !== null && todo === null;
}

/** A part lies where nobody looks for it; what then seems to lack is told by that. */
export function isMisplaced({ misplaced }: Entry, ...trees: readonly QueueTree[]): boolean {
  return misplaced.some(({ tree }) => trees.includes(tree));
}
