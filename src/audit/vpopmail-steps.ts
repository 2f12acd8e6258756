/** Adds to a trace what vdelivermail does with the mail, as `addresses` has it: its exit stays the program's own. */
import { bytesOf } from '../host/bytes.ts';
import { CouldNotCheck } from '../host/host.ts';
import type { Followed } from '../qmail/follow.ts';
import type { Step } from '../qmail/trace.ts';
import type { End, EndKind } from './address-ends.ts';
import type { VpopmailUsers } from './vpopmail-ends.ts';

const DECISIONS: Readonly<Partial<Record<EndKind, string>>> = {
  maildir: 'vdelivermail-maildir',
  mbox: 'vdelivermail-mbox',
  forward: 'vdelivermail-forward',
  program: 'vdelivermail-program',
  bounce: 'vdelivermail-bounce',
  deferral: 'vdelivermail-waits',
  nowhere: 'vdelivermail-drops',
};

/** Those after which the mail arrives nowhere. */
export const VDELIVERMAIL_FAILS: ReadonlySet<string> = new Set([
  'vdelivermail-bounce',
  'vdelivermail-waits',
  'vdelivermail-drops',
]);

/** `users` is made when the first such line is met. */
export function vpopmailTeller(users: () => VpopmailUsers): (followed: Followed) => Followed {
  const tell = (followed: Followed): Followed => {
    const steps = followed.steps.flatMap((step) => [step, ...stepsOf(users, followed, step)]);
    const isTold = steps.length > followed.steps.length;
    // How a program that is not known may end is not worth a word then.
    const worth = isTold ? steps.filter(({ decision }) => decision !== 'program-decides') : steps;
    return { ...followed, steps: worth, then: followed.then.map(tell) };
  };
  return tell;
}

function stepsOf(users: () => VpopmailUsers, followed: Followed, step: Step): Step[] {
  const { target } = step.data;
  if (step.decision !== 'program' || target === undefined || !target.includes('vdelivermail')) return [];
  try {
    return (users().endsOf(followed, target) ?? []).flatMap((end) => stepOf(end, step));
  } catch (error) {
    if (error instanceof CouldNotCheck) return [];
    throw error;
  }
}

function stepOf({ kind, place, file, line }: End, { file: from, line: at }: Step): Step[] {
  const decision = DECISIONS[kind];
  if (decision === undefined) return [];
  const where = file === undefined ? from : bytesOf(file);
  const number = file === undefined ? at : line;
  return [
    {
      program: 'qmail-local',
      decision,
      data: place === null ? {} : { target: bytesOf(place) },
      ...(where === undefined ? {} : { file: where }),
      ...(number === undefined ? {} : { line: number }),
    },
  ];
}
