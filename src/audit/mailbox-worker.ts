/** A worker thread: takes parts of the accounts and answers with what its pass over them gave. */
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

const start = workerData as WorkerStart;
const everybody = sharedAccounts(start.accounts, start.common, start.groups);
const once = machineHost({ ...start.source, accounts: everybody, dns: noDns, addresses: [] });
const host = remembering(once);
const rules = MAILBOX_RULES.filter((each) => applies(each.rule, start.installation.variant));
const keeping = { most: start.most, suppress: await suppressor(start.suppressions) };
const cdb = readUsersCdb({ ...start.installation, host });

parentPort?.on('message', (part: readonly [number, number] | null) => {
  if (part === null) return parentPort?.close();
  const accounts = accountsIn(start.accounts.text, part);
  const near = sharedAccounts(start.accounts, [...accounts, ...start.common], start.groups);
  const installation = {
    ...start.installation,
    host: { ...host, accounts: { ...near, userName: everybody.userName } },
  };
  const { uidMin, keepers, gone } = start;
  const result = sweep({ installation, once, cdb, rules, uidMin, keepers, gone, ...keeping }, accounts);
  const answer: WorkerAnswer = {
    folds: [...result.folds.values()],
    unchecked: [...result.unchecked],
    failed: result.failed,
    mailboxes: result.mailboxes,
    forwarders: result.forwarders,
  };
  parentPort?.postMessage(answer);
});
