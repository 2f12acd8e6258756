/** The files in users/ that qmail-pw2u reads. */
import { openRead, ROOT, walk } from '../host/access.ts';
import type { Account } from '../host/host.ts';
import { type LeftOut, leftOut, type Pw2uFiles, wantedOf } from '../qmail/pw2u.ts';
import type { Target } from './check.ts';

export const PW2U_FILES = ['include', 'exclude', 'mailnames', 'subusers', 'append'] as const;

/** Null where none of them is there: then nobody uses qmail-pw2u in a way that could go wrong. Throws CouldNotCheck. */
export function pw2uFiles(target: Target): Pw2uFiles | null {
  const texts = PW2U_FILES.map((name) => [name, textOf(target, name)] as const);
  if (texts.every(([, text]) => text === null)) return null;
  return Object.fromEntries(texts) as unknown as Pw2uFiles;
}

export function pw2uPath({ installation }: Target, name: (typeof PW2U_FILES)[number]): string {
  return `${installation.home}/users/${name}`;
}

function textOf(target: Target, name: (typeof PW2U_FILES)[number]): string | null {
  const { host } = target.installation;
  const opened = openRead(host, ROOT, pw2uPath(target, name));
  return opened.ok && opened.stat.type === 'file' ? host.read(opened.path) : null;
}

/** The account of that name (in any case, as constmap.c compares) and why qmail-pw2u passes over it. Throws CouldNotCheck. */
export function pw2uAccount(
  { host, installation }: Target,
  files: Pw2uFiles,
  name: string,
): { readonly account: Account | null; readonly leftOut: LeftOut | null } {
  const account = host.accounts.byName(name) ?? host.accounts.byName(name.toLowerCase());
  if (account === null) return { account, leftOut: null };
  const owner = (home: string) => {
    const found = walk(host, ROOT, home, { cwd: installation.home });
    return found.ok ? found.stat.uid : null;
  };
  return { account, leftOut: leftOut(account, wantedOf(files), owner) };
}
