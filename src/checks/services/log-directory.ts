import { type Credentials, dirname, EXECUTE, may, ROOT, type Walk, WRITE, walk } from '../../host/access.ts';
import type { LogService } from '../../services/types.ts';
import type { Check, Prevented, Target } from '../check.ts';
import { tried } from '../tried.ts';

/** Whether the log user can work in the directory. When the log stops, the pipe fills up, and the service waits for ever. */
export const check: Check = function* (target) {
  for (const log of target.services.logs) {
    const who = whoWrites(log);
    if (who === null || who.uid === 0) continue;
    const user = log.user?.name ?? target.host.accounts.userName(who.uid);
    for (const { name, path } of log.directories) {
      if (notRecorded(target.host, path)) {
        yield { skip: 'not-applicable', reason: 'the image does not hold the place of the log', path };
        continue;
      }
      const found = tried(() => trouble(target, log, who, path));
      if (found === null) continue;
      if ('skip' in found) {
        yield found;
        continue;
      }
      const prevents = found.multilog.map((id) => ({ id, data: { dir: name, error: found.error } }));
      yield {
        message: found.message,
        data: { dir: path, user, file: log.file, at: found.at, program: log.program },
        subject: { path },
        prevents: log.program === 'multilog' && prevents.length > 0 ? prevents : QUIET,
      };
    }
  }
};

/** An image of a mail configuration may leave the logs out, and their parents with them. */
function notRecorded(host: Target['host'], path: string): boolean {
  if (host.lacks !== 'anything') return false;
  const found = tried(() => walk(host, ROOT, dirname(path)));
  return !('skip' in found) && !found.ok && found.errno === 'ENOENT';
}

const QUIET: readonly Prevented[] = [{ id: 'MULTILOG-Q1' }];

/** Null where it is not known. */
function whoWrites({ user }: LogService): Credentials | null {
  if (user === null) return ROOT;
  return user.uid === null || user.gid === null ? null : { uid: user.uid, gid: user.gid };
}

interface Trouble {
  readonly message: 'missing' | 'closed' | 'no-directory' | 'not-writable' | 'file-foreign';
  /** What is in the way. */
  readonly at: string;
  /** Ids of what multilog writes, filled with the error. */
  readonly multilog: readonly string[];
  readonly error: string;
}

function trouble({ host }: Target, { program }: LogService, who: Credentials, path: string): Trouble | null {
  const found = walk(host, who, path);
  if (!found.ok) return unreachable(host, program, who, path, found);
  const { stat } = found;
  if (stat.type !== 'dir') return refused('no-directory', path, 'not a directory');
  if (!may(who, stat, EXECUTE)) return refused('closed', path, 'access denied');
  const denied = 'access denied';
  const lock = host.lstat(`${found.path}/lock`);
  if (lock === null ? !may(who, stat, WRITE) : !may(who, lock, WRITE)) {
    const at = lock === null ? path : `${path}/lock`;
    const message = lock === null ? 'not-writable' : 'file-foreign';
    return { message, at, multilog: ['MULTILOG-2'], error: denied };
  }
  if (!may(who, stat, WRITE)) return { message: 'not-writable', at: path, multilog: [], error: '' };
  const current = host.lstat(`${found.path}/current`);
  if (current === null || may(who, current, WRITE)) return null;
  // The execute bit says that multilog ended in order and goes on with the file; else it puts the file aside first.
  const multilog = (current.mode & 0o100) === 0 ? [] : ['MULTILOG-4'];
  return { message: 'file-foreign', at: `${path}/current`, multilog, error: denied };
}

/** multilog makes the last directory of the path itself (multilog.c, mkdir), as s6-log does; svlogd does not. */
function unreachable(
  host: Target['host'],
  program: LogService['program'],
  who: Credentials,
  path: string,
  { errno, at }: Extract<Walk, { ok: false }>,
): Trouble | null {
  if (errno === 'EACCES') return refused('closed', at, 'access denied');
  if (errno !== 'ENOENT') return refused('no-directory', at, 'not a directory');
  const parent = walk(host, who, dirname(path));
  const made = parent.ok && parent.stat.type === 'dir' && may(who, parent.stat, WRITE | EXECUTE);
  return made && program !== 'svlogd' ? null : refused('missing', at, 'file does not exist');
}

function refused(message: Trouble['message'], at: string, error: string): Trouble {
  return { message, at, multilog: ['MULTILOG-1'], error };
}
