/** The programs that read control files, with the ids they run as and what each says when it cannot. */
import { type Credentials, chdir } from '../host/access.ts';
import type { ControlReader } from '../qmail/controls.ts';
import { readerAs } from '../qmail/controls.ts';
import { idsOf } from '../qmail/installation.ts';
import type { Prevented, Skipped, Target } from './check.ts';
import { queuesByQmqp } from './qmqp.ts';

/** A user who owns nothing and is in no group, for the programs that anybody may run. */
export const EVERYBODY: Credentials = { uid: 4_294_967_290, gid: 4_294_967_290 };

export interface Reader {
  readonly name: ControlReader;
  /** Null where its ids are not known. */
  readonly who: Credentials | null;
  /** No service says whom it runs as: the documented account is assumed. */
  readonly assumed: boolean;
}

/** Who reads control files on this machine. qmail-qmqpc is one of them where it stands in for qmail-queue. */
export function readersOf(target: Target): readonly Reader[] {
  const { installation } = target;
  const names: ControlReader[] = ['qmail-send', 'qmail-smtpd', 'qmail-remote', 'qmail-inject'];
  if (queuesByQmqp(target)) names.push('qmail-qmqpc');
  return names.map((name) => {
    const as = readerAs(name);
    if (as === 'smtp') {
      const { who, from } = installation.smtpUser;
      return { name, who, assumed: from === null };
    }
    const who = as === 'everybody' || as === 'root' ? EVERYBODY : idsOf(installation, as);
    return { name, who, assumed: false };
  });
}

/** What `reader` says where a control file exists that it cannot read. */
export function unableToRead(reader: ControlReader): readonly Prevented[] {
  switch (reader) {
    case 'qmail-send':
      return [{ id: 'SEND-A02' }];
    case 'qmail-smtpd':
      return [{ id: 'SMTPD-2' }];
    case 'qmail-remote':
      return [{ id: 'REMOTE-8' }];
    case 'qmail-inject':
      return [{ id: 'INJECT-5' }];
    case 'qmail-qmqpc':
      return [{ id: 'INJECT-QQ-55' }];
    default:
      return [{ id: 'NEWMRH-2', data: { error: 'access denied' } }];
  }
}

/** How far a reader gets: to qmail's home, and from there into control/. */
export function reaches(target: Target, who: Credentials): 'control' | 'home' | 'nothing' {
  const { host, home } = target.installation;
  const cwd = chdir(host, who, home);
  if (!cwd.ok) return 'nothing';
  return chdir(host, who, 'control', cwd.path).ok ? 'control' : 'home';
}

export function idsUnknown(reader: Reader, path: string): Skipped {
  return { skip: 'could-not', reason: `whom ${reader.name} runs as is not known`, path };
}

/** Names for a sentence. */
export function namesOf(readers: readonly Reader[]): string {
  return readers.map(({ name }) => name).join(', ');
}
