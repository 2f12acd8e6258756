/** qmail's programs: whom each must be executable by, and what is written where it is not (qmail-start.c:94, config.md 2.3). */
import { type Credentials, chdir, EXECUTE, may, ROOT, walk } from '../host/access.ts';
import type { Stat } from '../host/host.ts';
import { idsOnDisk } from './ids.ts';
import type { Installation } from './installation.ts';
import { ANYBODY } from './queue-faults.ts';
import { as, type Consequence } from './queue-steps.ts';

/** `start`: nothing runs without it. `mail`: some mail fails. `callers`: those who run it themselves cannot. */
export type ProgramUse = 'start' | 'mail' | 'callers';

export interface Program {
  readonly name: string;
  readonly use: ProgramUse;
  /** Null where the account is missing. */
  readonly who: Credentials | null;
  readonly says: readonly Consequence[];
}

export interface ProgramFault {
  readonly program: Program;
  readonly path: string;
  readonly state: 'missing' | 'closed';
  readonly stat: Stat | null;
}

/** Every program that qmail-1.03 and all its heirs install, besides qmail-queue and those of `programsNeeded`. */
export const OTHER_PROGRAMS: readonly string[] = [
  'bouncesaying',
  'condredirect',
  'datemail',
  'except',
  'forward',
  'maildir2mbox',
  'maildirmake',
  'mailsubj',
  'predate',
  'preline',
  'qbiff',
  'qmail-newmrh',
  'qmail-newu',
  'qmail-pop3d',
  'qmail-popup',
  'qmail-pw2u',
  'qmail-qmqpc',
  'qmail-qmqpd',
  'qmail-qmtpd',
  'qmail-qread',
  'qmail-qstat',
  'qmail-showctl',
  'qmail-tcpok',
  'qmail-tcpto',
  'qreceipt',
  'splogger',
  'tcp-env',
];

/** Installed before notqmail 1.09 only. */
const FORMER_PROGRAMS: readonly string[] = ['elq', 'maildirwatch', 'pinq', 'qail', 'qsmhook'];

/** In the order in which qmail comes to need them. Throws CouldNotCheck. */
export function programsNeeded(installation: Installation): Program[] {
  const { users, qmail, nofiles } = idsOnDisk(installation);
  const need = (name: string, use: ProgramUse, who: Credentials | null, id: string): Program => ({
    name,
    use,
    who,
    says: [{ id }],
  });
  return [
    need('qmail-start', 'start', ROOT, 'START-Q1'),
    need('qmail-send', 'start', as(users.qmails, qmail), 'START-Q1'),
    need('qmail-lspawn', 'start', ROOT, 'SEND-A06'),
    need('qmail-rspawn', 'start', as(users.qmailr, qmail), 'SEND-A06'),
    need('qmail-clean', 'start', as(users.qmailq, qmail), 'SEND-A07'),
    need('qmail-getpw', 'mail', as(users.qmailp, nofiles), 'LSPAWN-11'),
    need('qmail-local', 'mail', ANYBODY, 'LSPAWN-9'),
    need('qmail-remote', 'mail', as(users.qmailr, qmail), 'RSPAWN-3'),
    need('qmail-smtpd', 'callers', installation.smtpUser.who, 'START-Q2'),
    need('qmail-inject', 'callers', ANYBODY, 'START-Q2'),
    need('sendmail', 'callers', ANYBODY, 'START-Q2'),
  ];
}

/** Those of `programsNeeded`, and qmail-queue. */
const MAIN_PROGRAMS: readonly string[] = [
  ...['queue', 'start', 'send', 'lspawn', 'rspawn', 'clean', 'getpw', 'local', 'remote', 'smtpd', 'inject'].map(
    (name) => `qmail-${name}`,
  ),
  'sendmail',
];

const ROOT_ONLY: readonly string[] = ['qmail-lspawn', 'qmail-start', 'qmail-newu', 'qmail-newmrh'];
const EXECUTE_ONLY: readonly string[] = [
  ...['getpw', 'local', 'remote', 'rspawn', 'clean', 'send', 'pw2u', 'popup'].map((name) => `qmail-${name}`),
  'splogger',
];

/** The mode with which qmail installs one of its programs (hier.c:108-146). */
export function installedMode(name: string): number {
  if (name === 'qmail-queue') return 0o4711;
  if (ROOT_ONLY.includes(name)) return 0o700;
  return EXECUTE_ONLY.includes(name) ? 0o711 : 0o755;
}

/** The names that qmail itself has in bin/. */
export function isProgram(name: string): boolean {
  return [MAIN_PROGRAMS, OTHER_PROGRAMS, FORMER_PROGRAMS].some((names) => names.includes(name));
}

/** Whether any program of qmail is in bin/. Throws CouldNotCheck. */
export function hasPrograms({ host, home }: Installation): boolean {
  return [...MAIN_PROGRAMS, ...OTHER_PROGRAMS].some((name) => walk(host, ROOT, `${home}/bin/${name}`).ok);
}

/** Programs that are not there, or not to be run by those who run them, where bin/ itself is open to them. Throws CouldNotCheck. */
export function programFaults(installation: Installation): ProgramFault[] {
  return programsNeeded(installation).flatMap((program): ProgramFault[] => {
    const path = `${installation.home}/bin/${program.name}`;
    const found = walk(installation.host, ROOT, path);
    if (!found.ok) return [{ program, path, state: 'missing', stat: null }];
    if (found.stat.type !== 'file') return [{ program, path, state: 'missing', stat: found.stat }];
    const { who } = program;
    if (who === null || !entersBin(installation, who) || may(who, found.stat, EXECUTE)) return [];
    return [{ program, path, state: 'closed', stat: found.stat }];
  });
}

export function entersBin({ host, home }: Installation, who: Credentials): boolean {
  return chdir(host, who, `${home}/bin`).ok;
}

/** What is written where all of these fail: what ends qmail at its start or at its first mail leaves no more to be said. */
export function programsSay(faults: readonly ProgramFault[]): Consequence[] {
  const [first] = faults;
  if (first === undefined) return [];
  const told = first.program.use === 'start' ? [first] : faults;
  const says = told.flatMap(({ program }) => program.says);
  return says.filter(({ id }, index) => says.findIndex((each) => each.id === id) === index);
}
