/** Steps on the real disk, with their journal. */
import { apply } from './apply.ts';
import { keepingGroups, realDisk } from './disk.ts';
import type { Header, Journal } from './journal.ts';
import { sendRuns } from './sending.ts';
import type { Result, Step } from './step.ts';

export interface Ran {
  readonly results: readonly Result[];
  /** The journal. */
  readonly file: string;
}

/** What is known before a run. */
export type Heading = Pick<Header, 'did' | 'of' | 'root' | 'home'>;

/** Whether an account of this name still has this uid. */
export type IsStillUser = (name: string, uid: number) => boolean;

export function headerOf(heading: Heading): Header {
  return { format: 'qmail-lint/journal', version: 1, started: new Date().toISOString(), ...heading };
}

/** Does the steps on the real disk, in this process. */
export function doSteps(
  steps: readonly Step[],
  { root, home }: Pick<Heading, 'root' | 'home'>,
  journal: Journal,
  asked: { readonly isStillUser: IsStillUser; isStopped?(): boolean },
): Result[] {
  const umask = process.umask(0o077);
  try {
    const sends = () => sendRuns(root, home);
    return keepingGroups(() => [...apply(steps, { disk: realDisk, root, journal, sends, ...asked })]);
  } finally {
    process.umask(umask);
  }
}
