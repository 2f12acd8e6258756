/** All steps of a plan with their journal, while no other fix runs. */
import { apply } from './apply.ts';
import { keepingGroups, realDisk } from './disk.ts';
import type { Header, Journal } from './journal.ts';
import { openJournals } from './journal-files.ts';
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

/** `dir`: where the journal goes. Throws UsageError where there may be no journal. */
export function runSteps(steps: readonly Step[], heading: Heading, dir: string, isStillUser: IsStillUser): Ran {
  const journals = openJournals(dir);
  try {
    const { file, journal } = journals.create(headerOf(heading));
    const results = doSteps(steps, heading, journal, { isStillUser });
    journal.end();
    return { results, file };
  } finally {
    journals.close();
  }
}

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
