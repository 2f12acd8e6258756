/** Whether the program that a service ends in is there, and may be run by whom it runs as. */
import { type Credentials, type Errno, EXECUTE, isWithin, may, ROOT, type Walk, walk } from '../host/access.ts';
import type { Stat } from '../host/host.ts';
import type { SmtpService } from '../services/types.ts';
import type { Target } from './check.ts';
import { tried } from './tried.ts';

export interface ServiceFault {
  readonly service: SmtpService;
  readonly program: string;
  readonly state: 'missing' | 'closed' | 'format';
  /** Where the way to it ends. */
  readonly at: string;
  readonly errno: Errno | 'ENOEXEC';
  readonly stat: Stat | null;
}

/** One for each service that runs nothing. A bin/ that is missing or closed is another trouble. Throws CouldNotCheck. */
export function serviceFaults(target: Target): ServiceFault[] {
  return target.services.smtp.flatMap((service) => {
    const fault = service.programPath === null ? null : faultOf(target, service, service.programPath);
    return fault === null ? [] : [fault];
  });
}

function faultOf({ host, installation }: Target, service: SmtpService, program: string): ServiceFault | null {
  const bin = walk(host, ROOT, `${installation.home}/bin`);
  const isOurs = isWithin(program, `${installation.home}/bin`);
  if (isOurs && !bin.ok) return null;
  const there = walk(host, ROOT, program);
  if (!there.ok) {
    const { at, stat, errno } = there;
    return errno === 'ENOENT' || errno === 'ENOTDIR' ? { service, program, state: 'missing', at, errno, stat } : null;
  }
  const who = credentialsOf(service);
  const found = walk(host, who, program);
  if (found.ok && may(who, found.stat, EXECUTE)) {
    const isNone = isOurs && isNoProgram({ host, installation }, found);
    return isNone ? { service, program, state: 'format', at: found.path, errno: 'ENOEXEC', stat: found.stat } : null;
  }
  const { at, stat } = found.ok ? { at: found.path, stat: found.stat } : found;
  // A closed directory of qmail's is hierarchy/qmail-home-closed's.
  if (isOurs && at !== there.path) return null;
  return { service, program, state: 'closed', at, errno: 'EACCES', stat };
}

/** Programs that are binaries in every build. */
const BINARIES = ['qmail-send', 'qmail-queue', 'qmail-local', 'qmail-lspawn'];
const ELF = /^\x7fELF[\x01\x02][\x01\x02]\x01/;

/**
 * Whether the bytes are those of no program, which execve(2) does not take. In a copy a program may be stood in for by anything:
 * only beside others that are binaries does this tell something. Throws CouldNotCheck.
 */
function isNoProgram({ host, installation }: Pick<Target, 'host' | 'installation'>, found: Reached): boolean {
  const isBinary = (name: string) => {
    const other = walk(host, ROOT, `${installation.home}/bin/${name}`);
    return other.ok && other.stat.type === 'file' && ELF.test(startOf(host, other));
  };
  const text = found.stat.type === 'file' && found.stat.size > 0 ? startOf(host, found) : '';
  return text !== '' && !text.startsWith('\x7fELF') && !text.startsWith('#!') && BINARIES.every(isBinary);
}

type Reached = Extract<Walk, { ok: true }>;

/** What an image did not record says nothing. */
function startOf(host: Target['host'], { path }: Reached): string {
  const text = tried(() => host.read(path));
  return typeof text === 'string' ? text.slice(0, 64) : '';
}

function credentialsOf({ user }: SmtpService): Credentials {
  return user !== null && user.uid !== null && user.gid !== null ? { uid: user.uid, gid: user.gid } : ROOT;
}
