import { join, ROOT, walk } from '../../host/access.ts';
import type { Check, Target } from '../check.ts';
import { inHierarchy } from '../queue.ts';

/** Files outside the queue with the group nofiles, which is meant to own nothing. */
export const check: Check = inHierarchy(function* (target) {
  const gid = target.host.accounts.gidOf('nofiles');
  if (gid === null || gid === target.host.accounts.gidOf('qmail')) return;
  const found = [...pathsOf(target, gid)];
  const [first] = found;
  if (first === undefined) return;
  const shown = found.slice(0, 4).map((path) => path.slice(target.installation.home.length + 1) || '.');
  const names = found.length > 4 ? `${shown.join(', ')} ... (${found.length})` : shown.join(', ');
  // In ~alias the user alias decides what stands at a path.
  const noCommand = first.startsWith(`${target.installation.home}/alias/`);
  yield { data: { names, path: first }, subject: { path: first }, noCommand };
});

function* pathsOf({ host, installation: { home } }: Target, gid: number): Generator<string> {
  for (const name of ['', '/alias', '/bin', '/control', '/users']) {
    const dir = walk(host, ROOT, home + name);
    if (!dir.ok || dir.stat.type !== 'dir') continue;
    if (dir.stat.gid === gid) yield home + name;
    if (name === '') continue;
    for (const each of host.list(dir.path).sort())
      if (host.lstat(join(dir.path, each))?.gid === gid) yield join(home + name, each);
  }
}
