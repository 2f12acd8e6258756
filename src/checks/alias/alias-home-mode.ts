import { aliasAccount, aliasHomeOutcome } from '../alias.ts';
import type { Check } from '../check.ts';
import { withdrawn } from '../mailbox.ts';
import { changeAt, homePlace } from '../repairs.ts';
import { octal } from '../text.ts';

const STICKY = 0o1000;

/** A mode bit of ~alias stops all of its mail: LOCAL-11 for write permission, LOCAL-12 for the sticky bit (qmail-local.c:322). */
export const check: Check = function* (target, { parameters }) {
  const outcome = aliasHomeOutcome(target);
  if (outcome === null || outcome.message !== parameters?.['message'] || !outcome.blocked?.stat) return;
  const { at: home, stat } = outcome.blocked;
  const account = aliasAccount(target);
  const sticky = outcome.message === 'LOCAL-12';
  const remove = sticky ? STICKY : stat.mode & target.installation.compiled.patrn;
  const change = sticky ? '-t' : withdrawn(remove);
  const place = account === null ? null : homePlace(target.host, account);
  yield {
    data: { home, mode: octal(stat.mode), change },
    subject: { path: home },
    repairs: changeAt(target.host, place, home, { remove }),
  };
};
