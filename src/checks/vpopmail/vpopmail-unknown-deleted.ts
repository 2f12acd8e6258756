import { unknownUsers } from '../../qmail/vpopmail.ts';
import type { Check, Target, Yield } from '../check.ts';
import { eachHome } from '../each-home.ts';
import { byOwner } from '../mailbox.ts';
import { sedReplace } from '../sed.ts';
import { defaultLine, isReached, type VpopmailHome, vpopmailHomes } from '../vpopmail.ts';

/** With `delete` vdelivermail exits 0 on mail for names that it does not know (vdelivermail.c, usernotfound). */
export const check: Check = function* (target) {
  yield* eachHome(vpopmailHomes(target), (home) => judge(target, home));
};

function* judge(target: Target, home: VpopmailHome): Generator<Yield> {
  const line = isReached(target, home) ? defaultLine(target, home) : null;
  if (line === null || unknownUsers(line)?.kind !== 'delete') return;
  const [domain = ''] = home.domains;
  const { path, program, words } = line;
  yield {
    // Its qmail-smtpd asks vpopmail before it takes the mail.
    message: target.installation.variant.name === 'sagredo' ? 'checked' : 'default',
    data: {
      domain,
      path,
      script: sedReplace(`| ${program} '' ${words[1] ?? ''}`, [`| ${program} '' bounce-no-mailbox`]),
    },
    subject: { path, line: line.line, domain },
    ...byOwner(target.installation, home.who, target.host.lstat(path)),
  };
}
