import { join, ROOT, walk } from '../../host/access.ts';
import type { Stat } from '../../host/host.ts';
import type { QmailUser } from '../../qmail/installation.ts';
import { aliasAccount, handed } from '../alias.ts';
import type { Check, Target } from '../check.ts';
import { inHierarchy } from '../queue.ts';
import { octal } from '../text.ts';

/** The accounts that programs with open doors run as: none of them is meant to decide where mail goes. */
const GUARDED: readonly QmailUser[] = ['qmaild', 'qmaill', 'qmailp', 'qmailq', 'qmailr', 'qmails'];

/** Files that decide about mail belong to an account of qmail's daemons, or to their group. control/ has a rule of its own. */
export const check: Check = inHierarchy(function* (target) {
  for (const { path, stat, isAlias } of filesOf(target)) {
    const owner = ownerAmong(target, stat);
    const nofiles = target.host.accounts.gidOf('nofiles');
    const byGroup = stat.gid === nofiles && (stat.mode & 0o020) !== 0;
    if (owner === null && !byGroup) continue;
    const account = isAlias ? aliasAccount(target) : null;
    const given = account === null ? null : handed(target, account, path, 'g-w');
    const kind = owner === null ? 'group' : 'default';
    yield {
      message: given === null ? kind : kind === 'group' ? 'alias-group' : 'alias',
      data: { ...given?.data, path, owner: owner ?? '', mode: octal(stat.mode) },
      subject: { path },
      // As root it would follow what alias puts in its place.
      ...(given !== null && kind === 'group' && given.foreign ? { noCommand: true } : given?.report),
    };
  }
});

function* filesOf({ host, installation }: Target): Generator<{ path: string; stat: Stat; isAlias: boolean }> {
  for (const name of ['users', 'alias']) {
    const dir = walk(host, ROOT, `${installation.home}/${name}`);
    if (!dir.ok || dir.stat.type !== 'dir') continue;
    // Another owner of ~alias is alias-home-foreign's.
    const isAlias = name === 'alias';
    if (!isAlias) yield { path: dir.path, stat: dir.stat, isAlias };
    for (const each of host.list(dir.path).sort()) {
      const path = join(dir.path, each);
      const stat = host.lstat(path);
      if (stat?.type === 'file') yield { path, stat, isAlias };
    }
  }
}

function ownerAmong({ host }: Target, { uid }: Stat): string | null {
  if (uid === 0) return null;
  if (host.accounts.byName('alias')?.uid === uid) return null;
  return GUARDED.find((name) => host.accounts.byName(name)?.uid === uid) ?? null;
}
