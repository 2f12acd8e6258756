/** The dot-qmail files of a home that answer for extensions, and those that answer for nobody. */
import type { UnusedDotQmail } from '../checks/check.ts';
import { addressedBy, extensionOf, misnamed, shownAddress } from '../checks/dot-qmail-name.ts';
import { ROOT, walk } from '../host/access.ts';
import { CouldNotCheck } from '../host/host.ts';
import { type LocalEnd, localHop } from '../qmail/hop.ts';
import type { Installation } from '../qmail/installation.ts';
import type { UsersCdb } from '../qmail/lspawn.ts';
import { SOMEONE } from '../qmail/trace.ts';

/** A home, and as whom its files are followed. */
export interface DotQmailHome {
  readonly user: string;
  readonly uid: number;
  /** As it is assigned. */
  readonly home: string;
  /** Absolute, links resolved. */
  readonly path: string;
  /** Those that begin with `.qmail`. */
  readonly names: readonly string[];
  /** What stands before an extension in an address: `alice-`; nothing for alias. */
  readonly prefix: string;
  /** What users/assign puts before the extension in the names of files; else nothing. */
  readonly stem: string;
}

/** What becomes of mail for the address of a file that is used. */
export interface Extension {
  readonly name: string;
  readonly local: string;
  readonly address: string;
  readonly end: LocalEnd;
}

export interface Extensions {
  /** What the home has. */
  readonly names: readonly string[];
  readonly used: readonly Extension[];
  readonly unused: readonly UnusedDotQmail[];
  readonly unchecked: readonly CouldNotCheck[];
}

export const NO_EXTENSIONS: Extensions = { names: [], used: [], unused: [], unchecked: [] };

/** Every file for an extension, by name. */
export function extensionsOf(installation: Installation, cdb: UsersCdb, home: DotQmailHome): Extensions {
  const names = new Set(home.names);
  const used: Extension[] = [];
  const unused: UnusedDotQmail[] = [];
  const unchecked: CouldNotCheck[] = [];
  for (const name of home.names.toSorted()) {
    try {
      const found = fileOf(installation, cdb, home, name, names);
      if (found === null) continue;
      if ('why' in found) unused.push(found);
      else used.push(found);
    } catch (error) {
      if (!(error instanceof CouldNotCheck)) throw error;
      unchecked.push(error);
    }
  }
  return { names: home.names, used, unused, unchecked };
}

function fileOf(
  installation: Installation,
  cdb: UsersCdb,
  home: DotQmailHome,
  name: string,
  names: ReadonlySet<string>,
): Extension | UnusedDotQmail | null {
  const ext = extensionOf(name);
  if (ext === null) return null;
  const odd = misnamed(name, names);
  const safeExt = odd === null ? ext : odd.safe.slice(name.length - ext.length);
  const rest = restOf(home.stem, safeExt);
  if (rest === null) return null;
  const local = home.prefix + addressedBy(rest);
  const end = localHop(installation, cdb, { local, host: '', sender: SOMEONE, programsPass: true });
  const address = home.prefix + shownAddress(rest);
  const why = odd?.why ?? whyUnused(installation, home, name, end);
  if (why === null) return answers(home, name, end) ? { name, local, address, end } : null;
  return unusedFile(home, { name, why, address, safe: odd?.safe ?? name }, end);
}

/** What an address has where a file has `ext`; null for a file that no address leads to by this stem. */
function restOf(stem: string, ext: string): string | null {
  if (ext.startsWith(stem)) return ext.slice(stem.length);
  return /(^|-)default$/.test(ext) && stem.startsWith(ext.slice(0, -'default'.length)) ? 'default' : null;
}

/** The file of the mailbox itself, where it is there and nobody is delivered by it; null where somebody is. Throws CouldNotCheck. */
export function unusedOwn(
  installation: Installation,
  home: DotQmailHome,
  address: string,
  end: LocalEnd,
): UnusedDotQmail | null {
  const name = '.qmail';
  if (!home.names.includes(name) || answers(home, name, end)) return null;
  const why = whyUnused(installation, home, name, end);
  return why === null ? null : unusedFile(home, { name, why, address, safe: name }, end);
}

function unusedFile(
  home: DotQmailHome,
  { name, safe, why, address }: Pick<UnusedDotQmail, 'why' | 'address' | 'safe'> & { name: string },
  { assignment, outcome }: LocalEnd,
): UnusedDotQmail {
  const at = (file: string) => `${home.path}/${file}`;
  return { path: at(name), safe: at(safe), why, address, user: assignment?.user ?? '', outcome };
}

/** Only a regular file is used, and only where no account of a longer name takes its address (qmail-getpw.c:24). */
function whyUnused(
  { host }: Installation,
  { user, path }: DotQmailHome,
  name: string,
  { assignment }: LocalEnd,
): 'dangling' | 'type' | 'shadowed' | null {
  const found = walk(host, ROOT, name, { cwd: path });
  if (!found.ok) return 'dangling';
  if (found.stat.type !== 'file') return 'type';
  return assignment?.by === 'passwd' && assignment.user !== user ? 'shadowed' : null;
}

/** Whether that file decided, if only by failing to open. */
function answers({ uid, home }: DotQmailHome, name: string, { assignment, outcome, result }: LocalEnd): boolean {
  if (assignment?.uid !== uid || assignment.home !== home) return false;
  return outcome.message === 'LOCAL-8' ? outcome.data['file'] === name : result?.file?.name === name;
}
