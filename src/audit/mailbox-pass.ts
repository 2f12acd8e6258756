/** The mailbox rules over all accounts, in this thread or several, into what the audit collects. */
import type { RegisteredRule, Target } from '../checks/check.ts';
import { ROOT, walk } from '../host/access.ts';
import { textOf } from '../host/bytes.ts';
import { CouldNotCheck, type Host } from '../host/host.ts';
import { QMAIL_USERS } from '../qmail/installation.ts';
import type { AuditOptions, Collected } from './audit.ts';
import { merge } from './folder.ts';
import { partAccounts, type SweepResult, sweep } from './mailboxes.ts';
import { sweepAll } from './pool.ts';

/** How many mailboxes there were. */
export async function sweepMailboxes(
  target: Target,
  rules: readonly RegisteredRule[],
  options: AuditOptions,
  into: Collected,
): Promise<number> {
  const { host, installation } = target;
  const { plain, odd, others } = partAccounts(host.accounts.all);
  const count = plain.length + odd.length;
  const job = { installation, once: host, cdb: target.usersCdb(), rules, uidMin: uidMinOf(host), most: options.most };
  const common = others.filter(({ name }) => (QMAIL_USERS as readonly string[]).includes(name));
  const progress = (done: number) => options.progress?.(done, count);
  const parted = { plain, others: [...odd, ...others], common };
  collect(await sweepAll(job, parted, options.workerFile, progress), options.most, into);
  collect(sweep(job, odd), options.most, into);
  return count;
}

function collect(result: SweepResult, most: number, into: Collected): void {
  merge(into.folds, result.folds.values(), most);
  into.failed.push(...result.failed);
  for (const [reason, { count, path }] of result.unchecked) {
    const more = count > 1 ? ` (and ${count - 1} more mailboxes)` : '';
    into.skipped.push({ rule: 'mailboxes', kind: 'could-not', reason: `${textOf(reason)}${more}`, path: textOf(path) });
  }
}

const UID_MIN = 1000;

/** The first uid of people, from login.defs(5). */
function uidMinOf(host: Host): number {
  try {
    const found = walk(host, ROOT, '/etc/login.defs');
    if (!found.ok || found.stat.type !== 'file') return UID_MIN;
    return Number(/^\s*UID_MIN\s+(\d+)/m.exec(host.read(found.path))?.[1] ?? UID_MIN);
  } catch (error) {
    if (error instanceof CouldNotCheck) return UID_MIN;
    throw error;
  }
}
