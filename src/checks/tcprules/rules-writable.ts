import { dirname, ROOT, walk } from '../../host/access.ts';
import type { Stat } from '../../host/host.ts';
import type { Check, Report, Skipped, Target } from '../check.ts';
import { rulesInUse } from '../tcprules-file.ts';
import { octal } from '../text.ts';
import { couldNot } from '../tried.ts';

/** Groups of those who are root anyway. */
const ROOTS = ['root', 'wheel'];
const STICKY = 0o1000;

/** Whoever can write to the rules or their directory decides who may relay. */
export const check: Check = function* (target) {
  const directories = new Set<string>();
  for (const { source, cdb } of rulesInUse(target)) {
    for (const path of [source, cdb]) {
      if (path === null) continue;
      try {
        const found = walk(target.host, ROOT, path);
        if (!found.ok || found.stat.type !== 'file') continue;
        yield* fileOf(target, found.path, found.stat);
        directories.add(dirname(found.path));
      } catch (error) {
        yield couldNot(error);
      }
    }
  }
  for (const path of directories) yield* directory(target, path);
};

function* fileOf(target: Target, path: string, stat: Stat): Generator<Report> {
  const { accounts } = target.host;
  const group = accounts.groupName(stat.gid);
  const data = { path, mode: octal(stat.mode), group, owner: accounts.userName(stat.uid) };
  if ((stat.mode & 0o002) !== 0) yield { message: 'default', data, subject: { path } };
  else if ((stat.mode & 0o020) !== 0 && stat.gid !== 0 && !ROOTS.includes(group) && !keptBy(target, stat, path)) {
    yield { message: 'group', data, subject: { path } };
  }
  if (stat.uid !== 0 && !keptBy(target, stat, path)) yield { message: 'owner', data, subject: { path } };
}

/** vpopmail and its like own their rules, in their home, and compile them. */
function keptBy({ host }: Target, { uid }: Stat, path: string): boolean {
  const { name, home } = host.accounts.all.find((account) => account.uid === uid) ?? { name: '', home: '' };
  return /^v(pop|ir)/.test(name) && home !== '/' && path.startsWith(`${home}/`);
}

/** control/ has a rule of its own. */
function* directory(target: Target, path: string): Generator<Report | Skipped> {
  const { host, installation } = target;
  const stat = host.lstat(path);
  if (stat === null || path === `${installation.home}/control`) return;
  if ((stat.mode & 0o002) === 0 || (stat.mode & STICKY) !== 0) return;
  yield { message: 'directory', data: { path, mode: octal(stat.mode) }, subject: { path } };
}
