/** A worker thread: takes parts of the accounts and answers with what its pass over them gave. */
import { parentPort, workerData } from 'node:worker_threads';
import { RULES } from '../checks/index.ts';
import type { Account } from '../host/host.ts';
import { reopenHost } from '../host/open.ts';
import { remembering } from '../host/remembering.ts';
import { sharedAccounts } from '../host/shared-accounts.ts';
import { readUsersCdb } from '../qmail/lspawn.ts';
import { applies } from './audit.ts';
import { sweep } from './mailboxes.ts';
import type { WorkerAnswer, WorkerStart } from './pool.ts';

const start = workerData as WorkerStart;
const host = remembering(reopenHost(start.source, sharedAccounts(start.accounts, start.common, start.groups)));
const rules = RULES.filter((each) => each.rule.scope === 'mailbox' && applies(each.rule, start.installation.variant));
const cdb = readUsersCdb({ ...start.installation, host });

parentPort?.on('message', (part: readonly Account[] | null) => {
  if (part === null) return parentPort?.close();
  const near = sharedAccounts(start.accounts, [...part, ...start.common], start.groups);
  const accounts = { ...near, userName: host.accounts.userName };
  const installation = { ...start.installation, host: { ...host, accounts } };
  const result = sweep({ installation, cdb, rules, uidMin: start.uidMin, most: start.most }, part);
  const answer: WorkerAnswer = {
    folds: [...result.folds.values()],
    unchecked: [...result.unchecked],
    failed: result.failed,
    mailboxes: result.mailboxes,
  };
  parentPort?.postMessage(answer);
});
