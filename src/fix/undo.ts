/**
 * The steps that put back what a run did, last first; `apply` does them with the care that it takes of any others. They may be
 * done again after an undo that was killed.
 */
import type { Entry, Run } from './journal.ts';
import type { State, Step } from './step.ts';

export function undoing({ entries }: Run): Step[] {
  return entries.map(reversed).reverse();
}

function reversed({ step, done, object }: Entry): Step {
  const { before, after } = step;
  const back = { ...step, before: after, after: before, between: [] };
  if (step.kind === 'make') return { ...back, kind: 'unmake', object };
  if (step.kind === 'unmake') return { ...back, kind: 'make', object: null };
  const killed = [...halfway(after, before), ...(done ? [] : halfway(before, after))];
  return { ...back, between: killed };
}

/** What a run may have left that was killed in a change from `one` to `other`: chown(2) comes first, and takes set-id bits from files. */
function halfway(one: State | null, other: State | null): State[] {
  if (one === null || other === null) return [];
  const { uid, gid } = other;
  return [one.mode, one.mode & 0o3777, one.mode & 0o1777].map((mode) => ({ uid, gid, mode }));
}
