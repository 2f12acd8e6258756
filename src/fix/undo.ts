/** The steps that put back what a run did, last first; `apply` does them with the care that it takes of any others. */
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
  return done ? back : { ...back, between: between(before, after) };
}

/** What a killed run may have left: chown(2) comes first, and takes set-id bits from files. */
function between(before: State | null, after: State | null): State[] {
  if (before === null || after === null) return [];
  const { uid, gid } = after;
  return [before.mode, before.mode & 0o1777, before.mode & 0o3777].map((mode) => ({ uid, gid, mode }));
}
