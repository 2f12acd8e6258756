import { type Credentials, chdir, ROOT, walk } from '../../host/access.ts';
import { idsOnDisk } from '../../qmail/ids.ts';
import { ANYBODY } from '../../qmail/queue-faults.ts';
import { as } from '../../qmail/queue-steps.ts';
import type { Check, Repair, Target, Yield } from '../check.ts';
import { inHierarchy } from '../queue.ts';
import { changeAt, qmailPlace } from '../repairs.ts';
import { octal } from '../text.ts';
import { tried } from '../tried.ts';

/** qmail's home, bin/ in it, or a directory above them may not be entered by those who run a program of qmail. */
export const check: Check = inHierarchy(function* (target) {
  const { home } = target.installation;
  for (const [dir, key] of [
    [home, 'home'],
    [`${home}/bin`, 'bin'],
  ] as const) {
    const found = report(target, dir, key);
    if (found === null) continue;
    yield found;
    return;
  }
});

function report(target: Target, dir: string, key: 'home' | 'bin'): Yield | null {
  const { host, installation } = target;
  const { home } = installation;
  if (!walk(host, ROOT, dir).ok) return null;
  const shut = runners(target).flatMap(([name, who]) => {
    const entered = chdir(host, who, dir);
    return entered.ok || entered.stat === null ? [] : [{ name, at: entered.at, mode: entered.stat.mode }];
  });
  const [first] = shut;
  if (first === undefined) return null;
  const starts = shut.some(({ name }) => name === 'qmail-send' || name === 'qmail-rspawn' || name === 'qmail-clean');
  return {
    message: starts ? key : `${key}-others`,
    data: { path: first.at, home, mode: octal(first.mode) },
    subject: { path: first.at },
    prevents: [{ id: starts ? 'START-Q1' : 'START-Q2' }],
    repairs: repairsOf(target, first.at),
  };
}

/** Behind what is closed to the auditor too there is nothing to be mended unseen. */
function repairsOf(target: Target, at: string): Repair[] {
  const { home } = target.installation;
  return [home, `${home}/bin`].flatMap((each) => {
    const repairs = tried(() => opened(target, each, at));
    return 'skip' in repairs ? [] : repairs;
  });
}

/** What lies above qmail's home is for a person to look at. */
function opened(target: Target, dir: string, at: string): Repair[] {
  const { host, installation } = target;
  const isBin = dir !== installation.home;
  const place = qmailPlace(installation, isBin ? 'bin' : '');
  return place?.real === at ? changeAt(host, place, at, { add: isBin ? 0o555 : 0o111 }) : [];
}

function runners({ installation }: Target): [string, Credentials][] {
  const { users, qmail, nofiles } = idsOnDisk(installation);
  const all: [string, Credentials | null][] = [
    ['qmail-send', as(users.qmails, qmail)],
    ['qmail-rspawn', as(users.qmailr, qmail)],
    ['qmail-clean', as(users.qmailq, qmail)],
    ['qmail-getpw', as(users.qmailp, nofiles)],
    ['qmail-smtpd', installation.smtpUser.who],
    ['qmail-local', as(users.alias, installation.host.accounts.byName('alias')?.gid ?? null)],
    ['qmail-local', ANYBODY],
  ];
  return all.filter((each): each is [string, Credentials] => each[1] !== null);
}
