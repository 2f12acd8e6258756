import { type AliasFile, aliasAccount, aliasFiles, answers, traceFile } from '../alias.ts';
import type { Check } from '../check.ts';
import { NOBODY, seenOf, traceLocal } from '../local-address.ts';
import { withdrawn } from '../mailbox.ts';
import { changeAt, homePlace } from '../repairs.ts';
import { octal } from '../text.ts';

/** What becomes of mail for names that nobody has: ~alias/.qmail-default takes it, fails, or it bounces (qmail-local.c:588). */
export const check: Check = function* (target) {
  const account = aliasAccount(target);
  if (account === null) return;
  const file = aliasFiles(target).find(({ ext }) => ext === 'default');
  const hop = file === undefined ? traceLocal(target, NOBODY) : traceFile(target, file);
  if (hop === null || hop.outcome === null) return;
  const { message, status, blocked } = hop.outcome;
  if (message === 'LOCAL-19' && hop.assignment?.uid === account.uid) {
    const path = `${account.home}/.qmail-default`;
    yield { message: 'none', data: { path }, subject: { path }, prevents: seenOf(hop.outcome) };
  }
  if (file === undefined || !answers(hop, file, account)) return;
  if (status === 'success' || status === 'unknown') {
    yield { message: 'default', data: { path: file.path }, subject: { path: file.path }, prevents: [] };
    return;
  }
  if (message === 'LOCAL-29' || message === 'LOCAL-30') return;
  yield {
    message: message === 'LOCAL-15' ? 'writable' : 'broken',
    data: { ...modeOf(file, target.installation.compiled.patrn), at: blocked?.at ?? file.path },
    subject: { path: file.path },
    prevents: seenOf(hop.outcome),
    repairs:
      message === 'LOCAL-15'
        ? changeAt(target.host, homePlace(target.host, account), file.path, {
            remove: (file.stat?.mode ?? 0) & target.installation.compiled.patrn,
          })
        : [],
  };
};

function modeOf({ path, stat }: AliasFile, patrn: number): Record<string, string> {
  return { path, mode: octal(stat?.mode ?? 0), change: withdrawn((stat?.mode ?? 0) & patrn) };
}
