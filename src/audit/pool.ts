/** Spreads the accounts over worker threads, where there are many. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Forwarder } from '../checks/check.ts';
import type { Account, Group, MachineSource } from '../host/host.ts';
import { type SharedAccounts, shareAccounts } from '../host/shared-accounts.ts';
import type { Installation } from '../qmail/installation.ts';
import { type Fold, merge } from './folder.ts';
import { type Sweep, type SweepResult, sweep } from './mailboxes.ts';
import type { ReadySuppression } from './suppress.ts';

/** What a worker thread starts with: plain data. */
export interface WorkerStart {
  readonly source: MachineSource;
  readonly installation: Omit<Installation, 'host'>;
  readonly uidMin: number;
  readonly keepers: ReadonlySet<string>;
  readonly gone: ReadonlySet<string>;
  readonly most: number;
  readonly suppressions: readonly ReadySuppression[];
  /** Every account (`shared-accounts.ts`). */
  readonly accounts: Omit<SharedAccounts, 'parts'>;
  /** Accounts that every part needs: qmail's own. */
  readonly common: readonly Account[];
  readonly groups: readonly Group[];
}

export interface WorkerAnswer {
  readonly folds: Fold[];
  readonly unchecked: [string, { count: number; path: string }][];
  readonly failed: { rule: string; error: string }[];
  readonly mailboxes: number;
  readonly forwarders: Forwarder[];
}

/** Below this a thread costs more than it saves. */
const WORTH_A_THREAD = 3000;
const CHUNK = 2000;

/** Megabytes: a thread keeps nothing for long, so a small nursery does. */
const LIMITS = { maxYoungGenerationSizeMb: 3, maxOldGenerationSizeMb: 256 };

/** Threads that one pass leaves to the next: they have started, and have compiled what they run. */
export interface KeptThreads {
  readonly workers: Worker[];
}

export function endThreads({ workers }: KeptThreads): void {
  for (const worker of workers.splice(0)) worker.postMessage(null);
}

/** Accounts by what a thread needs of them. */
export interface Parted {
  /** Their mailboxes are looked at. */
  readonly plain: readonly Account[];
  /** These may be asked for by name. */
  readonly others: readonly Account[];
  /** Every thread has these at hand: qmail's own. */
  readonly common: readonly Account[];
}

/** `suppressions`: what `job` suppresses by. `workerFile` is the bundled worker, or null to stay in this thread. `progress` hears of mailboxes done. `kept`: threads to use, and to leave there. */
export async function sweepAll(
  job: Sweep,
  suppressions: readonly ReadySuppression[],
  { plain: accounts, others, common }: Parted,
  workerFile: URL | null,
  progress: (done: number) => void,
  kept?: KeptThreads,
): Promise<SweepResult> {
  const { host, ...installation } = job.installation;
  if (workerFile === null || host.source === null || accounts.length < WORTH_A_THREAD) return sweep(job, accounts);
  const threads = Math.min(availableParallelism(), 8);
  const { groups } = host.accounts;
  const shared = shareAccounts(accounts, others, CHUNK);
  const start: WorkerStart = {
    source: host.source,
    installation,
    uidMin: job.uidMin,
    keepers: job.keepers,
    gone: job.gone,
    most: job.most,
    suppressions,
    accounts: { text: shared.text, hyphened: shared.hyphened, root: shared.root },
    common,
    groups,
  };
  const answers: WorkerAnswer[] = [];
  let next = 0;
  let done = 0;
  const serve = (worker: Worker) =>
    new Promise<Worker>((resolve, reject) => {
      let mine = -1;
      const give = () => {
        if (next >= shared.parts.length) {
          worker.off('message', take).off('error', reject);
          return resolve(worker);
        }
        mine = next;
        next += 1;
        worker.postMessage(shared.parts[mine]);
      };
      const take = (answer: WorkerAnswer) => {
        answers[mine] = answer;
        done += answer.mailboxes;
        progress(done);
        give();
      };
      worker.on('message', take).on('error', reject);
      give();
    });
  const before = kept?.workers.splice(0) ?? [];
  for (const worker of before) worker.postMessage(start);
  const more = Array.from(
    { length: threads - before.length },
    () => new Worker(workerFile, { workerData: start, resourceLimits: LIMITS }),
  );
  const workers = await Promise.all([...before, ...more].map(serve));
  if (kept === undefined) endThreads({ workers });
  else kept.workers.push(...workers);
  return gather(answers, job.most);
}

/** In the order of the accounts, so that the same tree gives the same report. */
function gather(answers: readonly WorkerAnswer[], most: number): SweepResult {
  const result: SweepResult = {
    folds: new Map(),
    unchecked: new Map(),
    failed: [],
    mailboxes: answers.reduce((sum, each) => sum + each.mailboxes, 0),
    forwarders: answers.flatMap((each) => each.forwarders),
  };
  for (const answer of answers) {
    merge(result.folds, answer.folds, most);
    for (const [reason, { count, path }] of answer.unchecked) {
      const known = result.unchecked.get(reason);
      if (known === undefined) result.unchecked.set(reason, { count, path });
      else known.count += count;
    }
    for (const each of answer.failed)
      if (!result.failed.some(({ rule }) => rule === each.rule)) result.failed.push(each);
  }
  return result;
}
