/** /etc/inetd.conf (inetd.conf(5)). */
import { basename } from '../host/access.ts';
import { followChain } from './chain.ts';
import { attempt } from './reader.ts';
import { knownField, NOTHING, PLAIN_ACCEPT, type Run } from './run.ts';
import type { ScriptFile } from './script-file.ts';
import type { ServiceUser } from './types.ts';
import { accountUser, userAndGroup } from './users.ts';

/** Adds what the lines start: `SERVICE TYPE PROTOCOL WAIT USER PROGRAM ARGV0 ARG…`. */
export function readInetd(run: Run, { path, text }: ScriptFile): void {
  for (const [index, line] of text.split('\n').entries()) {
    if (line.startsWith('#')) continue;
    const [service = '', , , , user = '', program, ...args] = line.split(/[ \t\r]+/).filter((word) => word !== '');
    if (program === undefined) continue;
    const at = { file: path, line: index + 1 };
    const words = inetdWords(program, args).map((word) => knownField(word, at));
    const owner = inetdUser(run, user);
    const port = service.slice(service.lastIndexOf(':') + 1);
    const accept = { ...PLAIN_ACCEPT, kind: 'inetd' as const, port, rulesUser: owner };
    followChain(
      run,
      { words, setting: { ...NOTHING, user: owner, cwd: '/', accept, where: 'inetd', by: 'inetd' } },
      at,
    );
  }
}

/** The program with its arguments; tcpd runs what stands as its name. */
export function inetdWords(program: string, args: readonly string[]): string[] {
  return [program, ...(basename(program) === 'tcpd' ? args : args.slice(1))];
}

/** `USER`, `USER:GROUP` or `USER.GROUP`, and `/CLASS` on BSD. */
function inetdUser(run: Run, text: string): ServiceUser {
  const [user = ''] = text.split('/', 1);
  if (user.includes(':') || !user.includes('.')) return userAndGroup(run, user, 'inetd');
  const account = attempt(run.reader, null, () => run.reader.host.accounts.byName(user));
  return account === null ? userAndGroup(run, user, 'inetd', '.') : accountUser(run, user, 'inetd');
}
