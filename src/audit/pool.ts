/** Spreads the accounts over worker threads, where there are many. */
import type { Account, Group, MachineSource } from '../host/host.ts';
import { type SharedAccounts, shareAccounts } from '../host/shared-accounts.ts';
import { inThreads, startAhead } from '../host/threads.ts';
import type { Installation } from '../qmail/installation.ts';
import { alikes } from './alike.ts';
import type { AskOptions } from './audit.ts';
import type { Fold } from './folder.ts';
import { gather, type Sweep, type SweepResult, sweep } from './mailboxes.ts';
import { NONE_PLAINLY_FINE } from './plainly-fine.ts';
import type { ReadySuppression } from './suppress.ts';

/** What a worker thread starts with: plain data. */
export interface WorkerStart {
  readonly source: MachineSource;
  readonly installation: Omit<Installation, 'host'>;
  /** Whether there is a users/cdb. */
  readonly isAssigned: boolean;
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

/** Where a part of the accounts begins and ends in their shared text. */
export type PartOfAccounts = SharedAccounts['parts'][number];

/** What became of one: the places in it of accounts that are still to be judged, or what was said of those. */
export type WorkerAnswer =
  | { readonly left: readonly number[] }
  | (Pick<SweepResult, 'failed' | 'forwarders'> & {
      readonly folds: readonly Fold[];
      readonly unchecked: readonly [string, { count: number; path: string }][];
    });

/** Below this a thread costs more than it saves. */
const WORTH_A_THREAD = 3000;
const CHUNK = 2000;

/** Accounts by what a thread needs of them. */
export interface Parted {
  /** Their mailboxes are looked at. */
  readonly plain: readonly Account[];
  /** These may be asked for by name. */
  readonly others: readonly Account[];
  /** Every thread has these at hand: qmail's own. */
  readonly common: readonly Account[];
}

/** `suppressions`: what `job` suppresses by. `progress` hears of mailboxes done. */
export async function sweepAll(
  job: Sweep,
  suppressions: readonly ReadySuppression[],
  { plain: accounts, others, common }: Parted,
  { workerFile, ahead }: Pick<AskOptions, 'workerFile' | 'ahead'>,
  progress: (done: number) => void,
): Promise<SweepResult> {
  const { host, ...installation } = job.installation;
  if (workerFile === null || host.source === null || accounts.length < WORTH_A_THREAD) return sweep(job, accounts);
  const { parts, ...shared } = shareAccounts(accounts, others, CHUNK);
  const start: WorkerStart = {
    source: host.source,
    installation,
    isAssigned: job.cdb !== 'absent',
    uidMin: job.uidMin,
    keepers: job.keepers,
    gone: job.gone,
    most: job.most,
    suppressions,
    accounts: shared,
    common,
    groups: host.accounts.groups,
  };
  const all: SweepResult = {
    folds: new Map(),
    unchecked: new Map(),
    failed: [],
    mailboxes: accounts.length,
    forwarders: [],
  };
  const alike = alikes(job);
  const threads = { file: workerFile, start, ahead: ahead ?? startAhead(workerFile) };
  let done = 0;
  // In the order of the accounts, so that the same tree gives the same report.
  for await (const answer of inThreads<PartOfAccounts, WorkerAnswer>(threads, parts)) {
    const part = accounts.slice(done, done + CHUNK);
    if ('left' in answer) {
      const left = answer.left.map((at) => part[at] as Account);
      const result = sweep(job, left, NONE_PLAINLY_FINE, alike);
      gather(all, { ...result, folds: result.folds.values() }, job.most);
    } else gather(all, answer, job.most);
    done += part.length;
    progress(done);
  }
  return all;
}
