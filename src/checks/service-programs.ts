/** Whether the program that a service ends in is there, and may be run by whom it runs as. */
import { type Credentials, type Errno, EXECUTE, isWithin, may, ROOT, walk } from '../host/access.ts';
import type { Stat } from '../host/host.ts';
import type { SmtpService } from '../services/types.ts';
import type { Target } from './check.ts';

export interface ServiceFault {
  readonly service: SmtpService;
  readonly program: string;
  readonly state: 'missing' | 'closed';
  /** Where the way to it ends. */
  readonly at: string;
  readonly errno: Errno;
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
  if (found.ok && may(who, found.stat, EXECUTE)) return null;
  const { at, stat } = found.ok ? { at: found.path, stat: found.stat } : found;
  // A closed directory of qmail's is hierarchy/qmail-home-closed's.
  if (isOurs && at !== there.path) return null;
  return { service, program, state: 'closed', at, errno: 'EACCES', stat };
}

function credentialsOf({ user }: SmtpService): Credentials {
  return user !== null && user.uid !== null && user.gid !== null ? { uid: user.uid, gid: user.gid } : ROOT;
}
