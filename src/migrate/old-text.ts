/** Files of the old system: read, absent, or said why not. One file that cannot be read never stops the others. */
import { type Credentials, openRead, ROOT, walk } from '../host/access.ts';
import { reasonOf } from '../host/errno.ts';
import { CouldNotCheck, type Host } from '../host/host.ts';
import type { Trouble } from './old-mail.ts';

/** Maps of a large site; what is larger is a file that is none. */
const LIMIT = 256 * 1024 * 1024;

export type OldText =
  | { readonly state: 'present'; readonly file: string; readonly text: string }
  | { readonly state: 'absent'; readonly file: string }
  | { readonly state: 'could-not'; readonly file: string; readonly reason: string };

/** Reads `file`, links included, as `who`, by default whoever decides what is at that path. Never throws. */
export function readOld(host: Host, file: string, who?: Credentials): OldText {
  try {
    const opened = openRead(host, who ?? controllerOf(host, file), file);
    if (!opened.ok)
      return opened.errno === 'ENOENT' ? { state: 'absent', file } : couldNot(file, reasonOf({ code: opened.errno }));
    if (opened.stat.type !== 'file') return couldNot(file, `is a ${opened.stat.type}, not a regular file`);
    return { state: 'present', file, text: host.read(opened.path, LIMIT) };
  } catch (error) {
    if (error instanceof CouldNotCheck) return couldNot(file, error.reason);
    throw error;
  }
}

/** No account. */
const NOBODY: Credentials = { uid: 65_534, gid: 65_534 };
const STICKY = 0o1000;
const OTHERS_WRITE = 0o022;

/**
 * Who may put what he likes at `path`: root, where all on the way is root's; else the first other owner on the way, as whom alone it
 * may be read: his link may lead to what only root may see. Throws CouldNotCheck.
 */
function controllerOf(host: Host, path: string): Credentials {
  const names = path.split('/').filter((name) => name !== '');
  for (let count = 1; count <= names.length; count += 1) {
    const at = walk(host, ROOT, `/${names.slice(0, count).join('/')}`, { follow: false });
    if (!at.ok) break;
    const { uid, gid, type, mode } = at.stat;
    if (uid !== 0) return { uid, gid: host.accounts.all.find((each) => each.uid === uid)?.gid ?? gid };
    if (type === 'dir' && (mode & OTHERS_WRITE) !== 0 && (mode & STICKY) === 0 && count < names.length) return NOBODY;
  }
  return ROOT;
}

/** Whether something is at `path`; null where that cannot be told. Never throws. */
export function exists(host: Host, path: string): boolean | null {
  try {
    return walk(host, ROOT, path).ok;
  } catch (error) {
    if (error instanceof CouldNotCheck) return null;
    throw error;
  }
}

function couldNot(file: string, reason: string): OldText {
  return { state: 'could-not', file, reason };
}

/** The text, or null with the trouble noted. An absent file is a trouble only where `needed`. */
export function textOrTrouble(read: OldText, troubles: Trouble[], needed: boolean): string | null {
  if (read.state === 'present') return read.text;
  const at = { file: read.file };
  if (read.state === 'could-not')
    troubles.push({ kind: 'could-not', what: 'unreadable', at, data: { reason: read.reason } });
  else if (needed) troubles.push({ kind: 'could-not', what: 'missing', at, data: {} });
  return null;
}
