/** Whether what the scripts and units that start by themselves ask for on their way is there. */
import { type Credentials, dirname, type Errno, EXECUTE, isWithin, may, ROOT, walk } from '../host/access.ts';
import type { Stat } from '../host/host.ts';
import { hasCompiledIds } from '../qmail/hierarchy.ts';
import type { Need, ServiceUser } from '../services/types.ts';
import type { Target } from './check.ts';
import { interpreterOf } from './interpreter.ts';
import { isStarted } from './starters.ts';
import { isGone, placeOf } from './system-programs.ts';
import { tried } from './tried.ts';

export interface NeedFault {
  readonly need: Need;
  readonly state:
    | 'missing'
    | 'closed'
    | 'interpreter'
    | 'not-in-path'
    | 'account'
    | 'directory'
    | 'home'
    | 'file'
    | 'exit'
    | 'source'
    | 'condition'
    | 'nothing';
  /** What is not there, or stands in the way; a name where it is no path. */
  readonly at: string;
  readonly errno: Errno;
  readonly stat: Stat | null;
}

/** Whether a need is of a script or unit that runs, and whether it fails; null where it is met. Throws CouldNotCheck. */
export function needFault(target: Target, need: Need): NeedFault | null {
  const fault = faultOf(target, need);
  if (fault === null || toldElsewhere(target, need)) return null;
  return need.starters.some((path) => isStarted(target, path)) ? fault : null;
}

function faultOf(target: Target, need: Need): NeedFault | null {
  const gone = { need, errno: 'ENOENT' as const, stat: null };
  switch (need.kind) {
    case 'account':
      return target.host.accounts.byName(need.name) === null ? { ...gone, state: 'account', at: need.name } : null;
    case 'nothing':
      return { ...gone, state: 'nothing', at: need.name };
    case 'program':
      return need.path === null ? searchFault(target, need) : programFault(target, need, need.path);
    case 'exit':
      return endsEarly(target, need) ? { ...gone, state: 'exit', at: need.name } : null;
    case 'directory':
    case 'file':
    case 'source':
    case 'condition':
      return placeFault(target, need, need.path ?? '');
  }
}

/** A program that PATH does not have. */
function searchFault(target: Target, need: Need): NeedFault | null {
  const { name, search } = need;
  // What is left where a blank follows the backslash at the end of a line.
  if (/^\s+$/.test(name)) return { need, state: 'nothing', at: name, errno: 'ENOENT', stat: null };
  if (search === null || search.some((dir) => walk(target.host, ROOT, `${dir}/${name}`).ok)) return null;
  const known = target.host.lacks === 'nothing';
  if (!known && placeOf(target, name) === null) return null;
  return { need, state: 'not-in-path', at: name, errno: 'ENOENT', stat: null };
}

function programFault(target: Target, need: Need, path: string): NeedFault | null {
  const { host, installation } = target;
  // What is in bin/ and who may enter it are the matter of other rules.
  if (isWithin(path, `${installation.home}/bin`)) return null;
  const there = walk(host, ROOT, path);
  if (!there.ok) {
    const { at, errno, stat } = there;
    return isGone(target, path, there) ? { need, state: 'missing', at, errno, stat } : null;
  }
  const who = credentialsOf(need.user);
  if (who === null) return null;
  const found = walk(host, who, path);
  const isClosed = !found.ok || found.stat.type === 'dir' || !may(who, found.stat, EXECUTE);
  if (isClosed) {
    const { at, stat } = found.ok ? { at: found.path, stat: found.stat } : found;
    return modesTell(target, need) ? { need, state: 'closed', at, errno: 'EACCES', stat } : null;
  }
  const interpreter = isWithin(path, installation.home) ? interpreterOf(host, found) : null;
  if (interpreter === null) return null;
  const program = walk(host, ROOT, interpreter);
  return isGone(target, interpreter, program)
    ? { need, state: 'interpreter', at: interpreter, errno: 'ENOENT', stat: null }
    : null;
}

/** What a copy of a machine has as a whole, where it has the directory. */
const KEPT = /^\/(etc|var|service|home)\//;
/** What comes and goes. */
const PASSING = /^\/(run|proc|sys|dev|tmp|var\/run|var\/tmp)\//;

/** Where the script itself may not be executed either, that alone is told: or its modes were not recorded. */
function modesTell({ host }: Target, { starters }: Need): boolean {
  return starters.every((path) => {
    const found = walk(host, ROOT, path);
    return !found.ok || !/\/run$/.test(path) || (found.stat.mode & 0o111) !== 0;
  });
}

function placeFault(target: Target, need: Need, path: string): NeedFault | null {
  const { host, installation } = target;
  const found = walk(host, ROOT, path);
  if (need.kind === 'condition' && PASSING.test(path)) return null;
  const isThere = found.ok && (need.kind !== 'directory' || found.stat.type === 'dir');
  if (isThere) return null;
  const { errno, at } = found.ok ? { errno: 'ENOTDIR' as const, at: path } : found;
  if (errno === 'EACCES' || errno === 'ENAMETOOLONG') return null;
  const own = [installation.home, ...need.starters.map(dirname)];
  const known = host.lacks === 'nothing' || own.some((dir) => isWithin(path, dir)) || (KEPT.test(path) && at === path);
  const kind = need.kind as 'directory' | 'file' | 'source' | 'condition';
  const state = kind === 'directory' && need.by === 'systemd' ? 'home' : kind;
  return known ? { need, state, at, errno, stat: null } : null;
}

/** Whether more of what starts qmail follows an `exit`. */
function endsEarly({ host }: Target, { file, line }: Need): boolean {
  const text = tried(() => host.read(file));
  const rest = typeof text === 'string' ? text.split('\n').slice(line) : [];
  return /\/run$/.test(file) && rest.some((each) => /^\s*exec\b.*(qmail|tcpserver|multilog|\\$)/.test(each));
}

/** Null where it is not known. */
function credentialsOf(user: ServiceUser | null): Credentials | null {
  if (user === null) return ROOT;
  return user.uid === null || user.gid === null ? null : { uid: user.uid, gid: user.gid };
}

/** smtp-as-root tells of the account of an SMTP service, account-missing of qmail's own, and others of the server itself. */
function toldElsewhere(target: Target, need: Need): boolean {
  const { services, host } = target;
  // A script whose first line nothing can execute gets nowhere, and its other lines are misread.
  const text = tried(() => host.read(need.file));
  if (typeof text === 'string' && /^#![^\n]*\r\n/.test(text)) return true;
  const here = services.smtp.filter(({ file, line }) => file === need.file && line === need.line);
  if (need.kind === 'account')
    return here.some(({ user }) => user?.name === need.name) || isMissingForAll(target, need.name);
  return need.kind === 'program' && here.some(({ programPath }) => programPath !== null && programPath === need.path);
}

const QMAIL_ACCOUNTS = /^(alias|qmail[dlpqrs])$/;

/** Whether qmail itself looks up the name of such an account and stops without it, which account-missing tells. */
export function isMissingForAll({ installation }: Target, name: string): boolean {
  return QMAIL_ACCOUNTS.test(name) && !hasCompiledIds(installation.variant);
}
