import { readSubusers } from '../../qmail/pw2u.ts';
import type { Check } from '../check.ts';
import { pw2uAccount, pw2uFiles, pw2uPath } from '../pw2u.ts';

/** qmail-pw2u exits 111 before it prints the final dot, and qmail-newu refuses what there is (qmail-pw2u.c:287, 208). */
export const check: Check = function* (target) {
  const files = pw2uFiles(target);
  if (files === null) return;
  const alias = pw2uAccount(target, files, 'alias');
  if (alias.leftOut === 'not-included' || alias.leftOut === 'excluded') {
    const name = alias.leftOut === 'excluded' ? 'exclude' : 'include';
    const path = pw2uPath(target, name);
    yield { message: name, data: { path, user: 'alias' }, subject: { path }, prevents: [{ id: 'PW2U-6' }] };
    return;
  }
  // Without it qmail-pw2u comes no further, and other rules tell why.
  if (alias.account === null || alias.leftOut !== null) return;
  const path = pw2uPath(target, 'subusers');
  for (const { line, sub, user } of readSubusers(files.subusers ?? '').subusers) {
    const { account, leftOut } = pw2uAccount(target, files, user);
    if (account !== null && leftOut === null) continue;
    const data = { path, line: String(line), sub, user, account: account?.name ?? '' };
    yield { message: messageOf(leftOut), data, subject: { path, line }, prevents: [{ id: 'PW2U-8', data: { user } }] };
    return;
  }
};

function messageOf(leftOut: ReturnType<typeof pw2uAccount>['leftOut']): string {
  switch (leftOut) {
    case null:
      return 'subuser-unknown';
    case 'not-included':
    case 'excluded':
      return 'subuser-unlisted';
    case 'home-missing':
    case 'home-foreign':
      return 'subuser-home';
    default:
      return 'subuser-never';
  }
}
