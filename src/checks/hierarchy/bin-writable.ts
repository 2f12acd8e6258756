import { basename, join, ROOT, walk } from '../../host/access.ts';
import type { Stat } from '../../host/host.ts';
import { idsOnDisk } from '../../qmail/ids.ts';
import { isProgram } from '../../qmail/programs.ts';
import type { Check, Repair, Target, Yield } from '../check.ts';
import { ownerName } from '../mailbox.ts';
import { inHierarchy } from '../queue.ts';
import { changeAt, qmailPlace } from '../repairs.ts';
import { octal } from '../text.ts';
import { couldNot } from '../tried.ts';

/** Groups of those who are root anyway. */
const ROOTS = ['root', 'wheel'];

/** Somebody else than root can put another program in the place of one of qmail's, some of which run as root. */
export const check: Check = inHierarchy(function* (target) {
  const found = new Map<string, { path: string; stat: Stat }[]>();
  for (const each of places(target)) {
    if ('skip' in each) {
      yield each;
      continue;
    }
    const by = writerOf(target, each.path, each.stat);
    if (by === null) continue;
    const key = `${by} ${each.stat.type}${each.stat.type === 'dir' ? ` ${each.path}` : ''}`;
    found.set(key, [...(found.get(key) ?? []), each]);
  }
  for (const [key, all] of found) {
    const [first] = all;
    if (first === undefined) continue;
    const [by = '', type] = key.split(' ');
    const owner = ownerName(target.installation, first.stat.uid);
    yield {
      message: `${by}-${type === 'dir' ? 'directory' : 'program'}`,
      data: {
        path: first.path,
        bin: `${target.installation.home}/bin`,
        names: namesOf(all.map(({ path }) => path)),
        mode: octal(first.stat.mode),
        owner,
        group: target.host.accounts.groupName(first.stat.gid),
      },
      subject: { path: first.path },
      repairs: by === 'owner' ? [] : all.flatMap((each) => withdrawnAt(target, each.path, by)),
    };
  }
});

function withdrawnAt(target: Target, path: string, by: string): Repair[] {
  const place = qmailPlace(target.installation, path === walkedHome(target) ? '' : 'bin');
  return changeAt(target.host, place, path, { remove: by === 'others' ? 0o022 : 0o020 });
}

function walkedHome({ host, installation }: Target): string {
  const found = walk(host, ROOT, installation.home);
  return found.ok ? found.path : installation.home;
}

function* places(target: Target): Generator<{ path: string; stat: Stat } | Exclude<Yield, { data: unknown }>> {
  const { host, home } = target.installation;
  for (const path of [home, `${home}/bin`]) {
    const dir = walk(host, ROOT, path);
    if (!dir.ok || dir.stat.type !== 'dir') return;
    yield { path: dir.path, stat: dir.stat };
  }
  const bin = walk(host, ROOT, `${home}/bin`);
  if (!bin.ok) return;
  for (const name of host.list(bin.path).sort()) {
    try {
      const file = walk(host, ROOT, join(bin.path, name));
      if (file.ok && file.stat.type === 'file') yield { path: file.path, stat: file.stat };
    } catch (error) {
      yield couldNot(error);
    }
  }
}

/** Programs that were added may belong to an account of their own; qmail-queue belongs to qmailq. */
function writerOf(target: Target, path: string, stat: Stat): 'others' | 'group' | 'owner' | null {
  if ((stat.mode & 0o002) !== 0 && (stat.mode & 0o1000) === 0) return 'others';
  const group = target.host.accounts.groupName(stat.gid);
  if ((stat.mode & 0o020) !== 0 && stat.gid !== 0 && !ROOTS.includes(group)) return 'group';
  if (stat.uid === 0 || (stat.type === 'file' && !isProgram(basename(path)))) return null;
  if (/^qmail-queue/.test(basename(path))) return isQueueOwner(target, stat.uid) ? null : 'owner';
  return 'owner';
}

/** hierarchy/qmail-queue and accounts/ids-changed speak of any other owner of qmail-queue. */
function isQueueOwner({ installation }: Target, uid: number): boolean {
  const { users } = idsOnDisk(installation);
  return uid !== users.qmails && uid !== users.qmailr && uid !== users.qmaild;
}

function namesOf(paths: readonly string[]): string {
  const names = paths.map((path) => basename(path));
  return names.length <= 6 ? names.join(', ') : `${names.slice(0, 5).join(', ')} ... (${names.length})`;
}
