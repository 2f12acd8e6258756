import type { Check } from '../check.ts';
import { isAbsent } from '../present.ts';
import { ownDomains } from '../routing.ts';
import { controlPath } from '../text.ts';
import { isWithoutMe, literalWords, neededButMissing } from '../without-me.ts';

/** control/me is the default of files without which a program does not work: one trouble, with all that follows from it. */
export const check: Check = function* (target) {
  if (!isWithoutMe(target)) return;
  const lacking = neededButMissing(target);
  const [first, ...others] = lacking;
  if (first === undefined) return;
  const path = controlPath(target, 'me');
  const opens = lacking.some(({ message }) => message === 'smtpd') && isAbsent(target, 'rcpthosts');
  yield {
    message: opens ? 'no-rcpthosts' : others.length > 0 ? 'several' : first.message,
    data: {
      path,
      rcpthosts: controlPath(target, 'rcpthosts'),
      domains: ownDomains(target),
      name: target.host.hostname ?? 'host.example.org',
      files: lacking.map(({ file }) => file).join(', '),
      programs: lacking.map(({ message }) => `qmail-${message}`).join(', '),
    },
    subject: { path },
    prevents: [...lacking, ...literalWords(target)].map(({ id }) => ({ id })),
    noCommand: target.host.hostname === null,
  };
};
