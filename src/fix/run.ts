/** All steps of a plan with their journal, while no other fix runs. */
import { apply } from './apply.ts';
import { keepingGroups, realDisk } from './disk.ts';
import type { Header } from './journal.ts';
import { openJournals } from './journal-files.ts';
import { sendRuns } from './sending.ts';
import type { Result, Step } from './step.ts';

export interface Ran {
  readonly results: readonly Result[];
  /** The journal. */
  readonly file: string;
}

/** `dir`: where the journal goes. `isStillUser` as in `apply`. Throws UsageError where there may be no journal. */
export function runSteps(
  steps: readonly Step[],
  header: Pick<Header, 'did' | 'of' | 'root' | 'home'>,
  dir: string,
  isStillUser: (name: string, uid: number) => boolean,
): Ran {
  const journals = openJournals(dir);
  const umask = process.umask(0o077);
  try {
    const started = new Date().toISOString();
    const { file, journal } = journals.create({ format: 'qmail-lint/journal', version: 1, started, ...header });
    const { root, home } = header;
    const sends = () => sendRuns(root, home);
    const results = keepingGroups(() => [...apply(steps, { disk: realDisk, root, journal, isStillUser, sends })]);
    journal.end();
    return { results, file };
  } finally {
    process.umask(umask);
    journals.close();
  }
}
