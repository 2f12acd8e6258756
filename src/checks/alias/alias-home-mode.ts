import { aliasHomeOutcome } from '../alias.ts';
import type { Check } from '../check.ts';
import { withdrawn } from '../mailbox.ts';
import { octal } from '../text.ts';

/** A mode bit of ~alias stops all of its mail: LOCAL-11 for write permission, LOCAL-12 for the sticky bit (qmail-local.c:322). */
export const check: Check = function* (target, { parameters }) {
  const outcome = aliasHomeOutcome(target);
  if (outcome === null || outcome.message !== parameters?.['message'] || !outcome.blocked?.stat) return;
  const { at: home, stat } = outcome.blocked;
  const change = outcome.message === 'LOCAL-12' ? '-t' : withdrawn(stat.mode & target.installation.compiled.patrn);
  yield { data: { home, mode: octal(stat.mode), change }, subject: { path: home } };
};
