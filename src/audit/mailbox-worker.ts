/**
 * A worker thread: sifts parts of the accounts. Where few are not plainly fine it only tells which, so that one thread alone
 * loads the model and warms it up; where many are, they are judged here.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { accountsFrom } from '../host/accounts.ts';
import type { Account } from '../host/host.ts';
import { machineHost } from '../host/machine.ts';
import { noDns } from '../host/no-dns.ts';
import { accountsIn } from '../host/shared-accounts.ts';
import type { SweepResult } from './mailboxes.ts';
import { NONE_PLAINLY_FINE, plainlyFine } from './plainly-fine.ts';
import type { PartOfAccounts, WorkerAnswer, WorkerStart } from './pool.ts';

const start = workerData as WorkerStart;
const nobody = accountsFrom([], start.groups);
const host = machineHost({ ...start.source, accounts: nobody, dns: noDns, addresses: [] });
const isFine = start.isAssigned ? NONE_PLAINLY_FINE : plainlyFine({ ...start.installation, host }, 'absent', host);

/** One of so many is few. */
const FEW = 10;

/** So many accounts of a part tell what the others are like. */
const SAMPLE = 100;

let judging: Promise<(accounts: readonly Account[]) => SweepResult> | undefined;

async function answer(part: PartOfAccounts): Promise<WorkerAnswer> {
  const accounts = accountsIn(start.accounts.text, part);
  const left = sifted(accounts);
  if (left.length * FEW <= accounts.length) return { left };
  judging ??= import('./mailbox-judge.ts').then(({ judgeOf }) => judgeOf(start));
  const judge = await judging;
  const { folds, unchecked, ...result } = judge(left.map((at) => accounts[at] as Account));
  return { ...result, folds: [...folds.values()], unchecked: [...unchecked] };
}

/** The places of those that are to be judged: where hardly any of the first is plainly fine, all the others too. */
function sifted(accounts: readonly Account[]): number[] {
  const left: number[] = [];
  for (const [at, account] of accounts.entries()) {
    const isHopeless = at >= SAMPLE && (at - left.length) * FEW <= SAMPLE;
    if (isHopeless || !isFine(account)) left.push(at);
  }
  return left;
}

let before: Promise<unknown> = Promise.resolve();
parentPort?.on('message', (part: PartOfAccounts | null) => {
  before = before.then(async () => (part === null ? parentPort?.close() : parentPort?.postMessage(await answer(part))));
});
