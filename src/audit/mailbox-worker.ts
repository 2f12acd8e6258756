/**
 * A worker thread: sifts parts of the accounts. Where few are not plainly fine it only tells which, so that one thread alone
 * loads the model and warms it up; where many are, they are judged here.
 */
import { parentPort } from 'node:worker_threads';
import { accountsFrom } from '../host/accounts.ts';
import type { Account } from '../host/host.ts';
import { machineHost } from '../host/machine.ts';
import { noDns } from '../host/no-dns.ts';
import { accountsIn } from '../host/shared-accounts.ts';
import type { SweepResult } from './mailboxes.ts';
import { NONE_PLAINLY_FINE, plainlyFine } from './plainly-fine.ts';
import type { PartOfAccounts, WorkerAnswer, WorkerStart } from './pool.ts';

/** One of so many is few. */
const FEW = 10;

type Answering = (part: PartOfAccounts) => Promise<WorkerAnswer>;

function answering(start: WorkerStart): Answering {
  const nobody = accountsFrom([], start.groups);
  const host = machineHost({ ...start.source, accounts: nobody, dns: noDns, addresses: [] });
  const isFine = start.isAssigned ? NONE_PLAINLY_FINE : plainlyFine({ ...start.installation, host }, 'absent', host);
  let judging: Promise<(accounts: readonly Account[]) => SweepResult> | undefined;
  return async (part) => {
    const accounts = accountsIn(start.accounts.text, part);
    const left: number[] = [];
    for (const [at, account] of accounts.entries()) if (!isFine(account)) left.push(at);
    if (left.length * FEW <= accounts.length) return { left };
    judging ??= import('./mailbox-judge.ts').then(({ judgeOf }) => judgeOf(start));
    const judge = await judging;
    const { folds, unchecked, ...result } = judge(left.map((at) => accounts[at] as Account));
    return { ...result, folds: [...folds.values()], unchecked: [...unchecked] };
  };
}

/** By the first message: the thread comes up before anybody knows what there is to do. */
let answer: Answering | undefined;
let before: Promise<unknown> = Promise.resolve();
parentPort?.on('message', (message: WorkerStart | PartOfAccounts | null) => {
  if (message !== null && answer === undefined) {
    answer = answering(message as WorkerStart);
    return;
  }
  before = before.then(async () =>
    message === null ? parentPort?.close() : parentPort?.postMessage(await answer?.(message as PartOfAccounts)),
  );
});
