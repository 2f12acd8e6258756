/** Which accounts are of people, and the places where the homes of all of them are gone. */
import { dirname, ROOT, walk } from '../host/access.ts';
import { type Account, CouldNotCheck, type Host } from '../host/host.ts';

const UID_MIN = 1000;

/** nobody(65534), whom no mail is for. */
const NOBODY_UID = 65534;

/** Homes that say: nobody lives here. */
export const NO_HOME = /^(\/|\/nonexistent|\/dev\/null|\/var\/empty|\/run\/.*|)$/;

/** The first uid of people, from login.defs(5). */
export function uidMinOf(host: Host): number {
  try {
    const found = walk(host, ROOT, '/etc/login.defs');
    if (!found.ok || found.stat.type !== 'file') return UID_MIN;
    return Number(/^\s*UID_MIN\s+(\d+)/m.exec(host.read(found.path))?.[1] ?? UID_MIN);
  } catch (error) {
    if (error instanceof CouldNotCheck) return UID_MIN;
    throw error;
  }
}

/** Whether this is a system account, which need not have a mailbox. */
export function isSystem({ uid }: Pick<Account, 'uid'>, uidMin: number): boolean {
  return uid < uidMin || uid === NOBODY_UID;
}

/** One home that is not there may be somebody's who left. */
const SEVERAL = 2;

/** Directories that hold the homes of several people and now none of them, as where a file system is not mounted, with these people. */
export function goneHomes(host: Host): Map<string, Account[]> {
  const uidMin = uidMinOf(host);
  const gone = new Map<string, Account[]>();
  const fine = new Set<string>();
  for (const account of host.accounts.all) {
    const parent = dirname(account.home);
    if (fine.has(parent) || isSystem(account, uidMin) || NO_HOME.test(account.home)) continue;
    if (!isGone(host, account.home)) fine.add(parent);
    else if (gone.has(parent)) gone.get(parent)?.push(account);
    else gone.set(parent, [account]);
  }
  for (const [parent, people] of gone)
    if (fine.has(parent) || people.length < SEVERAL || !tellsOfHomes(host, parent)) gone.delete(parent);
  return gone;
}

function isGone(host: Host, home: string): boolean {
  try {
    const found = walk(host, ROOT, home);
    return !found.ok && (found.errno === 'ENOENT' || found.errno === 'ENOTDIR');
  } catch (error) {
    if (error instanceof CouldNotCheck) return false;
    throw error;
  }
}

/** A copy of a machine may leave out homes with all that they are in. */
function tellsOfHomes(host: Host, parent: string): boolean {
  return host.lacks === 'nothing' || walk(host, ROOT, parent).ok;
}
