/** Goes over the users of all domains of vpopmail whose mail gets as far as their directory. */
import { CouldNotCheck } from '../host/host.ts';
import { readVpasswd, type VirtualUser } from '../qmail/vpopmail.ts';
import type { Target, Yield } from './check.ts';
import { eachHome } from './each-home.ts';
import { isReached, type VpopmailHome, vpasswdText, vpopmailHomes, withVpasswd } from './vpopmail.ts';

export type JudgeUser = (home: VpopmailHome, user: VirtualUser) => Yield | null;

/** A user who cannot be looked at is skipped, and said once for each domain and reason. */
export function* usersOf(target: Target, judge: JudgeUser): Generator<Yield> {
  const homes = withVpasswd(target, vpopmailHomes(target));
  if ('skip' in homes) return yield homes;
  yield* eachHome(homes, (home) => usersIn(target, home, judge));
}

function* usersIn(target: Target, home: VpopmailHome, judge: JudgeUser): Generator<Yield> {
  if (!isReached(target, home)) return;
  const said = new Set<string>();
  for (const user of readVpasswd(vpasswdText(target, home, 'vpasswd') ?? '')) {
    if ('fault' in user) continue;
    try {
      const found = judge(home, user);
      if (found !== null) yield found;
    } catch (error) {
      if (!(error instanceof CouldNotCheck)) throw error;
      if (!said.has(error.reason)) yield { skip: 'could-not', reason: error.reason, path: error.path };
      said.add(error.reason);
    }
  }
}
