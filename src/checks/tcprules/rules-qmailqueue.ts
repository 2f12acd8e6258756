import { type Credentials, EXECUTE, may, ROOT, walk } from '../../host/access.ts';
import type { ServiceUser } from '../../services/types.ts';
import type { Check, Report, Skipped, Subject, Target } from '../check.ts';
import { serviceVariables } from '../service-variables.ts';
import { onePerLine, rulesInForce, subjectOf, variableOf } from '../tcprules-records.ts';
import { couldNot } from '../tried.ts';

/** $QMAILQUEUE is the path of a program, from qmail's home on, without arguments (qmail.c:13, 53). qmail-1.03 does not know it. */
export const check: Check = function* (target) {
  if (target.installation.variant.name === 'qmail') return;
  for (const rules of rulesInForce(target)) {
    if ('skip' in rules) {
      yield rules;
      continue;
    }
    const user = idsOf(target, rules.file.usedBy[0]?.user ?? null);
    for (const record of onePerLine(rules.records)) {
      const value = record.deny ? null : variableOf(record, 'QMAILQUEUE');
      if (value !== null) yield* judged(target, user, value, subjectOf(record));
    }
  }
  for (const { value, file, line, services } of serviceVariables(target.services, 'QMAILQUEUE')) {
    const user = idsOf(target, services[0]?.user ?? null);
    if (value !== null) yield* judged(target, user, value, { path: file, line });
  }
};

interface Runner {
  readonly who: Credentials;
  readonly name: string;
}

/** The user of the service, else the one under whom the SMTP server is taken to run; null where neither is known. */
function idsOf(target: Target, user: ServiceUser | null): Runner | null {
  const { host, installation } = target;
  if (user?.uid != null && user.gid != null) {
    return { who: { uid: user.uid, gid: user.gid }, name: user.name ?? host.accounts.userName(user.uid) };
  }
  const { who, name } = installation.smtpUser;
  return who === null ? null : { who, name };
}

function* judged(target: Target, user: Runner | null, value: string, subject: Subject): Generator<Report | Skipped> {
  try {
    const found = trouble(target, user?.who ?? ROOT, value);
    if (found === null) return;
    const { home, smtpUser } = target.installation;
    yield {
      message: found.message,
      data: {
        path: subject.path ?? '',
        value,
        program: value.startsWith('/') ? value : `${home}/${value}`,
        user: user?.name ?? smtpUser.name,
        home,
        at: found.at,
      },
      subject,
    };
  } catch (error) {
    yield couldNot(error);
  }
}

interface Trouble {
  /** Of the rule. */
  readonly message: string;
  /** The directory that is closed, where that is the trouble. */
  readonly at: string;
}

/** Null where the program would run. */
function trouble({ host, installation }: Target, who: Credentials, value: string): Trouble | null {
  const home = walk(host, ROOT, installation.home);
  if (!home.ok) return null;
  if (value === '') return { message: 'empty', at: '' };
  const found = walk(host, who, value, { cwd: home.path });
  if (!found.ok && found.errno === 'EACCES') return { message: 'closed', at: found.at };
  if (!found.ok) {
    const program = walksTo(host, who, value.split(/\s/)[0] ?? '', home.path);
    return { message: program ? 'arguments' : 'missing', at: '' };
  }
  if (found.stat.type !== 'file') return { message: 'no-program', at: '' };
  return may(who, found.stat, EXECUTE) ? null : { message: 'forbidden', at: '' };
}

/** Whether the path without what stands after a blank is a program. */
function walksTo(host: Target['host'], who: Credentials, value: string, cwd: string): boolean {
  const found = walk(host, who, value, { cwd });
  return value !== '' && found.ok && found.stat.type === 'file';
}
