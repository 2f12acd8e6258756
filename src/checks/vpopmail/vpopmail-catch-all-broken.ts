import { ROOT, walk } from '../../host/access.ts';
import { maildirRefusal } from '../../qmail/maildir.ts';
import { readVpasswd, type UnknownUsers, unknownUsers } from '../../qmail/vpopmail.ts';
import type { Check, Prevented, Target, Yield } from '../check.ts';
import { eachHome } from '../each-home.ts';
import { routing } from '../routing.ts';
import { defaultLine, isReached, type VpopmailHome, vpasswdText, vpopmailHomes } from '../vpopmail.ts';

/** What .qmail-default names for unknown users takes no mail (vdelivermail.c, usernotfound). */
export const check: Check = function* (target) {
  const homes = vpopmailHomes(target);
  if (homes.length === 0) return;
  const controls = routing(target);
  if ('skip' in controls) return yield controls;
  yield* eachHome(homes, (home) => judge(target, home, homes));
};

function* judge(target: Target, home: VpopmailHome, homes: readonly VpopmailHome[]): Generator<Yield> {
  const line = isReached(target, home) ? defaultLine(target, home) : null;
  const unknown = line === null ? null : unknownUsers(line);
  const broken = unknown === null ? null : brokenBy(target, home, unknown, homes);
  if (line === null || broken === null) return;
  const [domain = ''] = home.domains;
  const { message, prevents, place } = broken;
  const { path } = line;
  yield { message, data: { domain, path, place }, subject: { path, line: line.line, domain }, prevents };
}

interface Broken {
  readonly message: 'directory' | 'loop' | 'address' | 'word';
  readonly place: string;
  readonly prevents: readonly Prevented[];
}

function brokenBy(
  target: Target,
  home: VpopmailHome,
  unknown: UnknownUsers,
  homes: readonly VpopmailHome[],
): Broken | null {
  switch (unknown.kind) {
    case 'directory':
      return refuses(target, home, unknown.path)
        ? { message: 'directory', place: unknown.path, prevents: [{ id: 'LOCAL-30' }] }
        : null;
    case 'address':
      return endOf(target, unknown.address, homes);
    case 'word':
      return { message: 'word', place: unknown.word, prevents: [{ id: 'VDELIVERMAIL-Q2' }] };
    default:
      return null;
  }
}

/** Whether neither its .qmail nor the Maildir in it takes mail. */
function refuses({ host }: Target, { home, who }: VpopmailHome, path: string): boolean {
  const cwd = walk(host, ROOT, home);
  if (!cwd.ok || walk(host, who, `${path}/.qmail`).ok) return false;
  return maildirRefusal(host, who, `${path}/Maildir`, cwd) !== null;
}

/** An address that bounces; or of a user that its own domain does not know, so that it comes back here. */
function endOf(target: Target, address: string, homes: readonly VpopmailHome[]): Broken | null {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1).toLowerCase();
  const { outcome, channel, result } = target.trace(address);
  if (channel === 'local' && outcome?.status === 'failure' && outcome.message !== null)
    return { message: 'address', place: address, prevents: [{ id: outcome.message, data: outcome.data }] };
  const home = homes.find(({ domains }) => domains.includes(domain));
  if (home === undefined || result?.file?.path !== defaultLine(target, home)?.path) return null;
  const line = defaultLine(target, home);
  const again = line === null ? null : unknownUsers(line);
  const text = vpasswdText(target, home, 'vpasswd');
  if (again?.kind !== 'address' || text === null) return null;
  const local = address.slice(0, at).toLowerCase();
  for (const each of readVpasswd(text)) if (each.name === local) return null;
  return { message: 'loop', place: address, prevents: [{ id: 'LOCAL-29', data: { output: 'mail is looping\n' } }] };
}
