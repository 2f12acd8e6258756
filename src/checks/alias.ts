/** The home of the alias user and the dot-qmail files in it. */
import { ROOT, walk } from '../host/access.ts';
import type { Account, Stat } from '../host/host.ts';
import type { Hop } from '../qmail/hop.ts';
import { qmailAccount } from '../qmail/installation.ts';
import { deliver } from '../qmail/local.ts';
import type { Outcome } from '../qmail/trace.ts';
import { NOBODY } from '../qmail/trace.ts';
import type { Data, Report, Target } from './check.ts';
import { addressedBy } from './dot-qmail-name.ts';
import { traceLocal } from './local-address.ts';
import { byOwner, foundInHome, modeScript, ownerName } from './mailbox.ts';

export { addressedBy as addressOf } from './dot-qmail-name.ts';

export function aliasAccount({ installation }: Target): Account | null {
  return qmailAccount(installation, 'alias');
}

/** What becomes of mail that the alias user gets as far as its home decides; null where there is no such user. Throws CouldNotCheck. */
export function aliasHomeOutcome(target: Target): Outcome | null {
  const account = aliasAccount(target);
  if (account === null || account.uid === 0) return null;
  const { name: user, uid, gid, home } = account;
  const assignment = { user, uid, gid, home, dash: '-', ext: NOBODY, by: 'alias' } as const;
  return deliver(target.installation, assignment, { local: NOBODY, host: '', sender: '' }).outcome;
}

/** A file of ~alias whose name begins with `.qmail-`. */
export interface AliasFile {
  readonly name: string;
  /** What follows `.qmail-`. */
  readonly ext: string;
  /** Absolute; a link is not followed. */
  readonly path: string;
  /** Of what it leads to; null for a link to nothing. */
  readonly stat: Stat | null;
}

/** Those files, by name; none where the home cannot be listed. Throws CouldNotCheck. */
export function aliasFiles(target: Target): AliasFile[] {
  const account = aliasAccount(target);
  const home = account === null ? null : walk(target.host, ROOT, account.home);
  if (!home?.ok || home.stat.type !== 'dir') return [];
  const prefix = '.qmail-';
  const names = target.host.list(home.path).filter((name) => name.startsWith(prefix) && name !== prefix);
  return names.sort().map((name) => {
    const found = walk(target.host, ROOT, name, { cwd: home.path });
    return { name, ext: name.slice(prefix.length), path: `${home.path}/${name}`, stat: found.ok ? found.stat : null };
  });
}

/** What becomes of mail for the address of a file; null where no domain is local. Throws CouldNotCheck. */
export function traceFile(target: Target, { ext }: AliasFile): Hop | null {
  return traceLocal(target, addressedBy(ext));
}

/** Whether a delivery was decided by that file of ~alias, if only by failing to open it. */
export function answers({ assignment, outcome, result }: Hop, file: AliasFile, account: Account): boolean {
  if (assignment?.uid !== account.uid || assignment.home !== account.home) return false;
  return outcome?.message === 'LOCAL-8' ? outcome.data['file'] === file.name : result?.file?.name === file.name;
}

/** Whose a file of ~alias is, and how its command is given: alias runs it where the file is its own, else root gives it to alias first. */
export interface Handed {
  readonly foreign: boolean;
  readonly data: Data;
  readonly report: Pick<Report, 'by' | 'noCommand'>;
}

/** `change` is an argument of chmod(1). Throws CouldNotCheck. */
export function handed({ installation }: Target, account: Account, path: string, change = ''): Handed {
  const stat = installation.host.lstat(path);
  const foreign = stat?.uid !== account.uid;
  const { data, report } = foundInHome(installation, account, path);
  const isFile = stat?.type === 'file';
  return {
    foreign,
    data: {
      ...data,
      user: account.name,
      owner: stat === null ? '' : ownerName(installation, stat.uid),
      script: modeScript(change, path),
    },
    report: !foreign ? byOwner(installation, account, stat) : isFile ? report : { noCommand: true },
  };
}
