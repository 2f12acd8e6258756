import { chdir, openRead, ROOT } from '../../host/access.ts';
import type { Host, Stat } from '../../host/host.ts';
import { CONTROLS, type Control } from '../../qmail/controls.ts';
import type { Check, Target, Yield } from '../check.ts';
import { EVERYBODY, idsUnknown, namesOf, type Reader, reaches, readersOf, unableToRead } from '../readers.ts';
import { changeAt, qmailPlace } from '../repairs.ts';
import { controlPath, octal } from '../text.ts';
import { couldNot } from '../tried.ts';

/** A control file that is there but closed to one of its readers: that is an error to qmail, not a missing file (control.c:63). */
export const check: Check = function* (target) {
  const inside = readersOf(target).filter(({ who }) => reaches(target, who ?? EVERYBODY) === 'control');
  for (const control of CONTROLS) {
    try {
      yield* judge(target, control, inside);
    } catch (error) {
      yield couldNot(error);
    }
  }
};

function* judge(target: Target, control: Control, inside: readonly Reader[]): Generator<Yield> {
  const { host, home } = target.installation;
  const file = openRead(host, ROOT, `${home}/control/${control.name}`);
  if (!file.ok || file.stat.type === 'dir' || isUnused(target, control.name)) return;
  const path = controlPath(target, control.name);
  const closed: Reader[] = [];
  let at = file.path;
  for (const reader of inside) {
    const denied = control.readers.includes(reader.name) ? deniedAt(host, reader, home, control.name) : null;
    if (denied === null) continue;
    if (reader.who === null) yield idsUnknown(reader, path);
    else {
      closed.push(reader);
      at = denied;
    }
  }
  if (closed.length === 0) return;
  const unsure = closed.every(({ assumed }) => assumed) && !isForRootAlone(file.stat);
  yield {
    message: at !== file.path ? 'behind' : unsure ? 'assumed' : 'default',
    data: {
      file: `control/${control.name}`,
      path,
      at,
      readers: namesOf(closed),
      user: target.installation.smtpUser.name,
      mode: octal(file.stat.mode),
      owner: host.accounts.userName(file.stat.uid),
      group: host.accounts.groupName(file.stat.gid),
    },
    subject: { path },
    prevents: closed.flatMap(({ name }) => unableToRead(name)),
    fold: namesOf(closed),
    repairs: mayBeSecret(control.name)
      ? []
      : changeAt(host, qmailPlace(target.installation, 'control'), file.path, { add: 0o444 }),
  };
}

/** What may hold a password is not opened to everybody without a look. */
function mayBeSecret(name: string): boolean {
  return /routes|secret|password|key|auth|\.pem$|ldap|sql/.test(name);
}

/** rcpthosts.c:19 opens morercpthosts.cdb only where there is a rcpthosts. */
function isUnused(target: Target, name: string): boolean {
  return name === 'morercpthosts.cdb' && !target.controlNames().includes('rcpthosts');
}

/** What is closed to the reader: the file, or a directory that a link to it leads through. Null where it can read. */
function deniedAt(host: Host, { who }: Reader, home: string, name: string): string | null {
  const ids = who ?? EVERYBODY;
  const cwd = chdir(host, ids, home);
  if (!cwd.ok) return null;
  const opened = openRead(host, ids, `control/${name}`, cwd.path);
  return !opened.ok && opened.errno === 'EACCES' ? opened.at : null;
}

/** Then it does not matter which account the SMTP server has. */
function isForRootAlone({ mode, uid, gid }: Stat): boolean {
  return (mode & 0o004) === 0 && (uid === 0 || (mode & 0o400) === 0) && (gid === 0 || (mode & 0o040) === 0);
}
