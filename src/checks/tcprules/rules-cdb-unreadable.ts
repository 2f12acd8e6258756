import { type Credentials, openRead, ROOT, walk } from '../../host/access.ts';
import { errorText } from '../../qmail/errors.ts';
import type { RulesFile } from '../../services/rules-files.ts';
import type { SmtpService } from '../../services/types.ts';
import type { Check, Report, Skipped, Target } from '../check.ts';
import { octal } from '../text.ts';

/** tcpserver opens the rules as the user of -u, and -X forgives only a missing file (ucspi-tcp tcpserver.c:205). */
export const check: Check = function* (target) {
  for (const file of target.rulesFiles) {
    const { cdb, usedBy } = file;
    if (cdb === null || !isThere(target, cdb)) continue;
    for (const service of usedBy) {
      const who = whoReads(service);
      if (who === null) {
        // A service that is to run as nobody that there is does not start, which another rule tells.
        const { name } = service.rulesUser ?? {};
        if (name !== undefined && target.host.accounts.byName(name) === null) continue;
        yield { skip: 'could-not', reason: `the user of tcpserver in ${service.file} is not known`, path: cdb };
      } else {
        const user = service.rulesUser?.name ?? target.host.accounts.userName(who.uid);
        yield* closed(target, cdb, who, user, service.rules ?? cdb, 'default');
      }
    }
    yield* assumed(target, file, cdb);
  }
};

function isThere({ host }: Target, path: string): boolean {
  const found = walk(host, ROOT, path);
  return found.ok && found.stat.type === 'file';
}

/** Where nothing names a user, tcpserver stays what started it: root. */
function whoReads({ rulesUser }: SmtpService): Credentials | null {
  if (rulesUser === null) return ROOT;
  const { uid, gid } = rulesUser;
  return uid === null || (gid === null && uid !== 0) ? null : { uid, gid: gid ?? 0 };
}

/** With no service found that names rules, as the user under whom the SMTP server is taken to run. */
function* assumed(target: Target, { usedBy }: RulesFile, cdb: string): Generator<Report | Skipped> {
  const { who, name } = target.installation.smtpUser;
  const named = target.rulesFiles.some((each) => each.usedBy.length > 0);
  if (usedBy.length > 0 || named || who === null) return;
  yield* closed(target, cdb, who, name, cdb, 'assumed');
}

function* closed(
  { host }: Target,
  cdb: string,
  who: Credentials,
  user: string,
  file: string,
  message: string,
): Generator<Report> {
  const opened = openRead(host, who, cdb);
  if (opened.ok || opened.errno !== 'EACCES') return;
  yield {
    message: opened.stat?.type === 'dir' ? 'directory' : message,
    data: { path: cdb, user, at: opened.at, mode: octal(opened.stat?.mode ?? 0) },
    subject: { path: cdb },
    prevents: [{ id: 'TCPSERVER-16', data: { file, error: errorText('EACCES') } }],
  };
}
