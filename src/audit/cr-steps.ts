/** Adds to a trace what a carriage return at the end of a line has done: a `./Maildir/` edited on Windows is an mbox file named CR. */
import type { Followed } from '../qmail/follow.ts';
import type { Step } from '../qmail/trace.ts';

/** The decision that says so; mail which takes this way arrives nowhere. */
export const INTO_CR = 'mbox-cr';

export function withCrSteps(followed: Followed): Followed {
  const { steps, then, outcome } = followed;
  const own = outcome.status === 'success' ? steps.flatMap((step) => [step, ...crSteps(step)]) : steps;
  return { ...followed, steps: own, then: then.map(withCrSteps) };
}

function crSteps(step: Step): Step[] {
  if (step.decision !== 'mbox' || !step.data['target']?.endsWith('\r')) return [];
  return [{ ...step, decision: INTO_CR }];
}
