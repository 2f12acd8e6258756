/** The pass over mailboxes in a worker thread. */
import { MAILBOX_RULES } from '../checks/mailbox-rules.ts';
import type { Account } from '../host/host.ts';
import { machineHost } from '../host/machine.ts';
import { noDns } from '../host/no-dns.ts';
import { remembering } from '../host/remembering.ts';
import { sharedAccounts } from '../host/shared-accounts.ts';
import { readUsersCdb } from '../qmail/lspawn.ts';
import { alikes } from './alike.ts';
import { applies } from './applies.ts';
import { type SweepResult, sweep } from './mailboxes.ts';
import { NONE_PLAINLY_FINE } from './plainly-fine.ts';
import type { WorkerStart } from './pool.ts';
import { suppressor } from './suppress.ts';

/** Judges accounts that are not plainly fine. */
export async function judgeOf(start: WorkerStart): Promise<(accounts: readonly Account[]) => SweepResult> {
  const everybody = sharedAccounts(start.accounts, start.common, start.groups);
  const once = machineHost({ ...start.source, accounts: everybody, dns: noDns, addresses: [] });
  const host = remembering(once);
  const { uidMin, keepers, gone, most } = start;
  const job = {
    once,
    installation: { ...start.installation, host },
    cdb: readUsersCdb({ ...start.installation, host }),
    rules: MAILBOX_RULES.filter((each) => applies(each.rule, start.installation.variant)),
    suppress: await suppressor(start.suppressions),
    ...{ uidMin, keepers, gone, most },
  };
  const alike = alikes(job);
  return (accounts) => {
    const near = sharedAccounts(start.accounts, [...accounts, ...start.common], start.groups);
    const installation = {
      ...start.installation,
      host: { ...host, accounts: { ...near, userName: everybody.userName } },
    };
    return sweep({ ...job, installation }, accounts, NONE_PLAINLY_FINE, alike);
  };
}
