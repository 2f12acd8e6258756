import type { Account } from '../../host/host.ts';
import type { Outcome } from '../../qmail/trace.ts';
import { type AliasFile, aliasAccount, aliasFiles, answers, handed, traceFile } from '../alias.ts';
import type { Check, Repair, Target } from '../check.ts';
import { shownAddress } from '../dot-qmail-name.ts';
import { seenOf } from '../local-address.ts';
import { ownerName, withdrawn } from '../mailbox.ts';
import { changeAt, homePlace } from '../repairs.ts';
import { octal } from '../text.ts';

/**
 * A file of ~alias is chosen for its address, and the delivery ends there: the file may not be used, or an instruction
 * fails (an empty file means the default delivery, which needs its place below ~alias). What a program line exits with
 * is the program's decision, such as `|exit 100`.
 */
export const check: Check = function* (target) {
  const account = aliasAccount(target);
  if (account === null) return;
  const { installation } = target;
  for (const file of aliasFiles(target)) {
    if (file.ext === 'default' || file.stat?.type !== 'file') continue;
    const hop = traceFile(target, file);
    if (!hop?.outcome || !answers(hop, file, account)) continue;
    const message = kindOf(hop.outcome, file.stat.size === 0);
    if (message === null) continue;
    const { blocked } = hop.outcome;
    const change = withdrawn(file.stat.mode & installation.compiled.patrn);
    const isMode = message === 'unreadable' || message === 'writable';
    const { foreign, data, report } = handed(target, account, file.path, change);
    yield {
      message: isMode && foreign ? `${message}-foreign` : message,
      data: {
        ...data,
        name: shownAddress(file.ext),
        path: file.path,
        mode: octal(file.stat.mode),
        change,
        owner: ownerName(installation, file.stat.uid),
        at: blocked?.at ?? file.path,
        line: hop.result?.at?.text ?? '',
        delivery: installation.defaultDelivery.text,
      },
      subject: { path: file.path, ...(hop.result?.at && message !== 'empty' ? { line: hop.result.at.line } : {}) },
      prevents: seenOf(hop.outcome),
      ...(isMode ? report : {}),
      repairs: repairsOf(target, account, file, message),
    };
  }
};

function repairsOf(target: Target, account: Account, { path, stat }: AliasFile, message: string): Repair[] {
  const { host, installation } = target;
  const place = homePlace(host, account);
  if (message === 'unreadable') return changeAt(host, place, path, { add: 0o444 });
  if (message !== 'writable' || stat === null) return [];
  return changeAt(host, place, path, { remove: stat.mode & installation.compiled.patrn });
}

function kindOf({ status, message }: Outcome, empty: boolean): string | null {
  if (status !== 'failure' && status !== 'deferral') return null;
  switch (message) {
    case 'LOCAL-8':
      return 'unreadable';
    case 'LOCAL-15':
      return 'writable';
    case 'LOCAL-16':
    case 'LOCAL-17':
    case 'LOCAL-18':
      return empty ? null : 'line';
    case 'LOCAL-20':
    case 'LOCAL-23':
    case 'LOCAL-24':
    case 'LOCAL-25':
      return empty ? 'empty' : 'store';
    default:
      return null;
  }
}
