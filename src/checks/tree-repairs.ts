/** qmail's whole tree as it is installed, for a fix: owners, groups and modes (hier.c:31-147). */
import { join, ROOT, walk } from '../host/access.ts';
import { partsIn, QUEUE_PARTS } from '../qmail/hierarchy.ts';
import { idsOnDisk } from '../qmail/ids.ts';
import type { Installation } from '../qmail/installation.ts';
import { installedMode, isProgram } from '../qmail/programs.ts';
import { aliasAccount } from './alias.ts';
import type { Repair, RepairPlace, Target } from './check.ts';
import { asInstalled, changeAt, homePlace, qmailPlace, setUidQueue } from './repairs.ts';

export type Wanted = 'ownership' | 'modes';

/** What is there, and no more is made. Throws CouldNotCheck. */
export function treeRepairs(target: Target, wanted: Wanted): Repair[] {
  const { installation } = target;
  const { home, host } = installation;
  const group = idsOnDisk(installation).qmail ?? undefined;
  const to = (place: RepairPlace | null, path: string, mode: number, owner = 0): Repair[] =>
    changeAt(
      host,
      place,
      path,
      wanted === 'modes' ? exactly(mode) : { owner, ...(group === undefined ? {} : { group }) },
    );
  const top = qmailPlace(installation, '');
  const bin = qmailPlace(installation, 'bin');
  const control = qmailPlace(installation, 'control');
  const alias = aliasAccount(target);
  return [
    ...to(top, home, 0o755),
    ...to(bin, `${home}/bin`, 0o755),
    ...programsIn(installation).flatMap((name) => to(bin, `${home}/bin/${name}`, installedMode(name))),
    ...setUidQueue(installation, `${home}/bin/qmail-queue`),
    ...to(control, `${home}/control`, 0o755),
    ...filesOf(installation, `${home}/control`).flatMap((path) => to(control, path, 0o644)),
    ...(alias === null ? [] : to(homePlace(host, alias), alias.home, 0o2755, alias.uid)),
    ...QUEUE_PARTS.flatMap((part) => [part, ...partsIn(part, installation.compiled.split)])
      .filter(({ name }) => walk(host, ROOT, `${home}/${name}`).ok)
      .flatMap((part) => asInstalled(installation, part)),
  ];
}

function exactly(mode: number): Pick<Repair, 'add' | 'remove'> {
  return { add: mode, remove: 0o7777 & ~mode };
}

function programsIn({ host, home }: Installation): string[] {
  const bin = walk(host, ROOT, `${home}/bin`);
  return bin.ok ? host.list(bin.path).filter((name) => isProgram(name) && name !== 'qmail-queue') : [];
}

function filesOf({ host }: Installation, dir: string): string[] {
  const found = walk(host, ROOT, dir);
  if (!found.ok || found.stat.type !== 'dir') return [];
  return host
    .list(found.path)
    .map((name) => join(found.path, name))
    .filter((path) => host.lstat(path)?.type === 'file');
}
