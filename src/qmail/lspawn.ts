/** Whose a local part is: qmail-lspawn with users/cdb, else qmail-getpw (qmail-lspawn.c:92). */
import { EXECUTE, may, openRead, ROOT, walk } from '../host/access.ts';
import { CdbError, cdbFind } from './cdb.ts';
import { lowerCase } from './control.ts';
import { type Assignment, getpw } from './getpw.ts';
import { GROUP_OF, getpwIds, type Installation } from './installation.ts';
import { type Ended, ended } from './message.ts';
import type { Step } from './trace.ts';

/** users/cdb as it is now: its bytes, `absent`, or `unreadable`. */
export type UsersCdb = Buffer | 'absent' | 'unreadable';

const CDB_LIMIT = 1024 * 1024 * 1024;

export function readUsersCdb(installation: Installation): UsersCdb {
  const opened = openRead(installation.host, ROOT, 'users/cdb', installation.home);
  if (!opened.ok) return opened.errno === 'ENOENT' ? 'absent' : 'unreadable';
  if (opened.stat.type !== 'file') return 'unreadable';
  return Buffer.from(installation.host.read(opened.path, CDB_LIMIT), 'latin1');
}

/** Who answers for `local`, or the report with which the delivery ends before qmail-local runs. Throws CouldNotCheck. */
export function lspawn(
  installation: Installation,
  cdb: UsersCdb,
  local: string,
  steps: Step[] = [],
): Assignment | Ended {
  const stop = (id: string, decision: string, data: Step['data'] = {}, place: Pick<Step, 'file'> = {}): Ended => {
    steps.push({ program: 'qmail-lspawn', decision, data, ...place });
    return ended(id);
  };
  if (local === '') return stop('LSPAWN-12', 'no-local-part');
  const assigned = cdb === 'absent' ? null : lookup(cdb, local);
  if (assigned === 'trouble') return stop('LSPAWN-2', 'users-cdb-broken', {}, USERS_CDB);
  if (assigned !== null && 'outcome' in assigned) {
    stop('LSPAWN-7', 'users-cdb-fields', {}, USERS_CDB);
    return assigned;
  }
  const assignment = assigned ?? askGetpw(installation, local, steps, stop);
  if ('outcome' in assignment) return assignment;
  const { user } = assignment;
  if (assigned !== null) steps.push({ program: 'qmail-lspawn', decision: 'assigned', data: { user }, ...USERS_CDB });
  if (assignment.uid === 0) return stop('LSPAWN-6', 'runs-as-root', { user });
  if (!runs(installation, assignment, 'bin/qmail-local'))
    return stop('LSPAWN-9', 'cannot-run', { program: 'qmail-local', user }, { file: 'bin/qmail-local' });
  return assignment;
}

const USERS_CDB = { file: 'users/cdb' };

function askGetpw(
  installation: Installation,
  local: string,
  steps: Step[],
  stop: (id: string, decision: string, data?: Step['data'], place?: Pick<Step, 'file'>) => Ended,
): Assignment | Ended {
  const qmailp = getpwIds(installation);
  if (qmailp === null) return stop('LSPAWN-7', 'no-ids', { user: 'qmailp', group: GROUP_OF.qmailp });
  if (!runs(installation, qmailp, 'bin/qmail-getpw'))
    return stop('LSPAWN-11', 'cannot-run', { program: 'qmail-getpw', user: 'qmailp' }, { file: 'bin/qmail-getpw' });
  return getpw(installation, qmailp, local, steps) ?? ended('LSPAWN-5');
}

function runs(installation: Installation, who: { uid: number; gid: number }, program: string): boolean {
  if (installation.takenForGranted) return true;
  const found = walk(installation.host, who, `${installation.home}/${program}`);
  return found.ok && found.stat.type === 'file' && may(who, found.stat, EXECUTE);
}

/** The entry of users/cdb for `local` (qmail-lspawn.c:103): exact, then wildcards, longest first. */
function lookup(cdb: Buffer | 'unreadable', local: string): Assignment | Ended | 'trouble' | null {
  if (cdb === 'unreadable') return 'trouble';
  try {
    const wild = cdbFind(cdb, '');
    if (wild === null) return 'trouble';
    const key = `!${lowerCase(local)}`;
    const exact = cdbFind(cdb, `${key}\0`);
    if (exact !== null) return fields(exact);
    for (let length = key.length; length >= 1; length -= 1) {
      if (length > 1 && !wild.includes(key[length - 1] as string)) continue;
      const data = cdbFind(cdb, key.slice(0, length));
      if (data !== null) return fields(data + local.slice(length - 1));
    }
    return null;
  } catch (error) {
    if (error instanceof CdbError) return 'trouble';
    throw error;
  }
}

function fields(data: string): Assignment | Ended {
  const [user, uid, gid, home, dash, ext] = data.split('\0');
  if (
    user === undefined ||
    uid === undefined ||
    gid === undefined ||
    home === undefined ||
    dash === undefined ||
    ext === undefined
  ) {
    return ended('LSPAWN-7');
  }
  return { user, uid: leadingId(uid), gid: leadingId(gid), home, dash, ext, by: 'users/cdb' };
}

/** Leading digits, as a uid_t holds them; none is 0 (qmail-lspawn.c:214). */
function leadingId(text: string): number {
  const digits = /^[0-9]+/.exec(text)?.[0] ?? '0';
  return Number(BigInt.asUintN(32, BigInt(digits)));
}
