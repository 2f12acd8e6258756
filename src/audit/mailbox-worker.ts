/** A worker thread: takes parts of the accounts and answers with what its pass over them gave; then, perhaps, what another pass starts with. */
import { parentPort, workerData } from 'node:worker_threads';
import { MAILBOX_RULES } from '../checks/mailbox-rules.ts';
import { machineHost } from '../host/machine.ts';
import { noDns } from '../host/no-dns.ts';
import { remembering } from '../host/remembering.ts';
import { accountsIn, sharedAccounts } from '../host/shared-accounts.ts';
import { readUsersCdb } from '../qmail/lspawn.ts';
import { applies } from './applies.ts';
import { sweep } from './mailboxes.ts';
import type { WorkerAnswer, WorkerStart } from './pool.ts';
import { suppressor } from './suppress.ts';

type Pass = (part: readonly [number, number]) => WorkerAnswer;

/** From what a pass starts with to what it makes of a part of the accounts. */
async function passOf(start: WorkerStart): Promise<Pass> {
  const everybody = sharedAccounts(start.accounts, start.common, start.groups);
  const once = machineHost({ ...start.source, accounts: everybody, dns: noDns, addresses: [] });
  const host = remembering(once);
  const rules = MAILBOX_RULES.filter((each) => applies(each.rule, start.installation.variant));
  const keeping = { most: start.most, suppress: await suppressor(start.suppressions) };
  const cdb = readUsersCdb({ ...start.installation, host });
  return (part) => {
    const accounts = accountsIn(start.accounts.text, part);
    const near = sharedAccounts(start.accounts, [...accounts, ...start.common], start.groups);
    const installation = {
      ...start.installation,
      host: { ...host, accounts: { ...near, userName: everybody.userName } },
    };
    const { uidMin, keepers, gone } = start;
    const result = sweep({ installation, once, cdb, rules, uidMin, keepers, gone, ...keeping }, accounts);
    return {
      folds: [...result.folds.values()],
      unchecked: [...result.unchecked],
      failed: result.failed,
      mailboxes: result.mailboxes,
      forwarders: result.forwarders,
    };
  };
}

let pass = passOf(workerData as WorkerStart);

parentPort?.on('message', async (asked: readonly [number, number] | WorkerStart | null) => {
  if (asked === null) return parentPort?.close();
  if ('source' in asked) pass = passOf(asked);
  else parentPort?.postMessage((await pass)(asked));
});
