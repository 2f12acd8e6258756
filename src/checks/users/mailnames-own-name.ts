import { deliver } from '../../qmail/local.ts';
import { hasName, type MailNames, readMailNames } from '../../qmail/pw2u.ts';
import { aliasAccount } from '../alias.ts';
import type { Check, Target } from '../check.ts';
import { pw2uAccount, pw2uFiles, pw2uPath } from '../pw2u.ts';

/** users/mailnames replaces the name of an account: without it mail for the login name is alias's (qmail-pw2u.c:166). */
export const check: Check = function* (target) {
  const files = pw2uFiles(target);
  if (files === null) return;
  const path = pw2uPath(target, 'mailnames');
  const lines = readMailNames(files.mailnames ?? '');
  for (const each of lines) {
    const { account, leftOut } = pw2uAccount(target, files, each.user);
    if (account === null || leftOut !== null || lines.some((other) => hasName(other, account.name))) continue;
    const end = withoutName(target, account.name);
    if (end === 'taken') continue;
    yield {
      message: end === 'bounces' ? 'default' : 'caught',
      data: { path, line: String(each.line), user: account.name, names: namesOf(each) },
      subject: { path, line: each.line, user: account.name },
      prevents: [{ id: 'PW2U-Q1' }, ...(end === 'bounces' ? [{ id: 'LOCAL-19' }] : [])],
    };
  }
};

function namesOf({ names }: MailNames): string {
  return names.length === 0 ? '-' : names.join(', ');
}

/** What becomes of the name when the `+:` of alias answers for it. `taken`: alias has a file of that name. */
function withoutName(target: Target, name: string): 'bounces' | 'caught' | 'taken' {
  const account = aliasAccount(target);
  if (account === null) return 'bounces';
  const { name: user, uid, gid, home } = account;
  const assignment = { user, uid, gid, home, dash: '-', ext: name, by: 'users/cdb' } as const;
  const { outcome, file } = deliver(target.installation, assignment, { local: name, host: '', sender: '' });
  if (outcome.message === 'LOCAL-19') return 'bounces';
  return file?.name === '.qmail-default' ? 'caught' : 'taken';
}
