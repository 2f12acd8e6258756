import { ROOT, walk } from '../../host/access.ts';
import { LOGS } from '../accounts/ids-changed.ts';
import { aliasAccount } from '../alias.ts';
import type { Check, Prevented, Target } from '../check.ts';
import { ownerName } from '../mailbox.ts';
import { faultsOf, inQueue } from '../queue.ts';
import { octal } from '../text.ts';
import { treeChange } from '../tree-change.ts';
import { treeRepairs } from '../tree-repairs.ts';

/** The whole tree was given to one owner, one group or one mode, with which the programs of qmail cannot share it (hier.c:31). */
export const check: Check = inQueue(function* (target) {
  const { installation, host } = target;
  const { home } = installation;
  const change = treeChange(installation);
  if (change === null) return;
  const { owner, group, mode } = change;
  const report = {
    data: {
      home,
      owner: owner === null ? '' : ownerName(installation, owner),
      group: group === null ? '' : host.accounts.groupName(group),
      mode: mode === null ? '' : octal(mode.mode),
    },
    subject: { path: home },
    // A copy of all that kept no owners has the logs in it too.
    covers: [...placesOf(target), LOGS],
    noCommand: isLinked(target),
  };
  if (owner !== null || group !== null)
    yield {
      ...report,
      message: group === null ? 'owner' : owner === null ? 'group' : 'both',
      prevents: faults(target, 'owner', 'changed'),
      repairs: treeRepairs(target, 'ownership'),
    };
  if (mode !== null)
    yield {
      ...report,
      message: `mode-${mode.kind}`,
      prevents: faults(target, 'mode'),
      repairs: treeRepairs(target, 'modes'),
    };
});

function faults(target: Target, ...causes: ('owner' | 'changed' | 'mode')[]): Prevented[] {
  return faultsOf(target, ...causes).flatMap(({ consequences }) => consequences);
}

/** qmail's home, and what lies elsewhere behind links in it. */
function placesOf(target: Target): string[] {
  const { host, installation } = target;
  const { home } = installation;
  const inside = ['', '/queue', '/alias', '/control', '/users', '/bin'].map((name) => home + name);
  const alias = aliasAccount(target)?.home;
  return [...inside, ...(alias === undefined ? [] : [alias])].flatMap((path) => {
    const found = walk(host, ROOT, path);
    return found.ok ? [path, found.path] : [path];
  });
}

/** chown -R stops at a link. */
function isLinked({ host, installation: { home } }: Target): boolean {
  return ['queue', 'bin', 'control', 'users', 'alias'].some((name) => {
    const found = walk(host, ROOT, `${home}/${name}`, { follow: false });
    return found.ok && found.stat.type === 'symlink';
  });
}
