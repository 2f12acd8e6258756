import { NOBODY } from '../../qmail/trace.ts';
import { aliasAccount, aliasFiles, answers, handed, traceFile } from '../alias.ts';
import type { Check } from '../check.ts';
import { seenOf, traceLocal } from '../local-address.ts';
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
  const mode = file.stat?.mode ?? 0;
  const change = withdrawn(mode & target.installation.compiled.patrn);
  const { foreign, data, report } = handed(target, account, file.path, change);
  yield {
    message: message !== 'LOCAL-15' ? 'broken' : foreign ? 'writable-foreign' : 'writable',
    data: { ...data, path: file.path, mode: octal(mode), change, at: blocked?.at ?? file.path },
    subject: { path: file.path },
    prevents: seenOf(hop.outcome),
    ...(message === 'LOCAL-15' ? report : {}),
    repairs:
      message === 'LOCAL-15'
        ? changeAt(target.host, homePlace(target.host, account), file.path, {
            remove: mode & target.installation.compiled.patrn,
          })
        : [],
  };
};
