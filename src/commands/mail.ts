/** `qmail-lint --mail-to`: what has changed since the last run, told by mail. */
import { hostname } from 'node:os';
import type { AuditOutcome } from '../audit/outcome.ts';
import { tracer } from '../audit/trace.ts';
import type { Traced } from '../audit/traced.ts';
import type { Target } from '../checks/check.ts';
import type { InForce } from '../config/in-force.ts';
import { DEFAULT_STATE, type MailSettings } from '../config/settings.ts';
import { UsageError } from '../errors.ts';
import { EXIT } from '../exit.ts';
import { bytesOf, textOf } from '../host/bytes.ts';
import { errnoOf, reasonOf } from '../host/errno.ts';
import { CouldNotCheck } from '../host/host.ts';
import type { HostOptions } from '../host/open.ts';
import { type Changes, changesSince, isQuiet } from '../mail/diff.ts';
import { type Doubt, doubts } from '../mail/doubts.ts';
import { takeLock } from '../mail/lock.ts';
import { composed } from '../mail/message.ts';
import { findLogger, type Sent, send, type Ways } from '../mail/send.ts';
import {
  type Entry,
  type Prepared,
  prepareState,
  type Remembered,
  readState,
  requireDirectory,
  type Scope,
  type State,
  sweep,
} from '../mail/state.ts';
import type { Language } from '../qmail/message.ts';
import { failureText, type MailReport, mailSubject, mailText, syslogLines } from '../report/mail.ts';
import { mailHtml } from '../report/mail-html.ts';
import { MAIL_WORDS } from '../report/mail-words.ts';
import { reasonIn } from '../report/reasons.ts';
import { safeText } from '../report/safe-text.ts';
import type { Terminal } from '../terminal.ts';
import { RELEASE } from '../version.ts';

export interface MailArguments extends Pick<HostOptions, 'root' | 'image'> {
  /** Who is told; absent: nobody was named. */
  readonly mailTo?: readonly string[];
  readonly state?: string;
  readonly heartbeat?: string;
  readonly user?: string;
  readonly inForce?: InForce;
}

export interface Mailing {
  /** Tells what has changed, and returns the exit code: that of the audit, unless the mail or the state failed. */
  tell(outcome: AuditOutcome, exit: number): Promise<number>;
  close(): void;
}

/**
 * Before the audit: who is told and by which way, what is remembered, and that no other run is at it. Null where another run is.
 * Throws UsageError.
 */
export function openMailing(
  options: MailArguments,
  target: Target,
  language: Language,
  terminal: Terminal,
): Mailing | null {
  const to = options.mailTo ?? [];
  const settings = options.inForce?.settings.mail ?? {};
  if (to.length === 0)
    throw new UsageError('--mail: nobody is named: give --mail-to ADDRESS, or mail.to in the configuration');
  const machine = options.root ?? options.image ?? null;
  if (machine !== null && settings.smtp === undefined)
    throw new UsageError('mail about another machine goes by SMTP only: give mail.smtp.host by --config');
  const file = options.state ?? DEFAULT_STATE;
  const lock = lockOf(file);
  if ('holder' in lock) {
    terminal.stderr.write(`qmail-lint: ${safeText(MAIL_WORDS[language].busy(file, lock.holder))}\n`);
    return null;
  }
  try {
    sweep(file);
    const scope: Scope = { home: textOf(target.installation.home), machine, user: options.user ?? null };
    const remembered = readState(file, scope);
    const run: Run = { options, settings, to, file, scope, remembered, target, language, terminal, held: lock.held };
    return { tell: (outcome, exit) => tell(run, outcome, exit), close: lock.release };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Faults of the disk: the report must get out all the same. */
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO']);

function lockOf(file: string): ReturnType<typeof takeLock> {
  try {
    requireDirectory(file);
    return takeLock(`${file}.lock`);
  } catch (error) {
    if (FULL.has(errnoOf(error))) return { held: () => true, release: () => undefined };
    throw new UsageError(`cannot write the state ${file} or beside it: ${reasonOf(error)}`);
  }
}

interface Run {
  readonly options: MailArguments;
  readonly settings: MailSettings;
  readonly to: readonly string[];
  readonly file: string;
  readonly scope: Scope;
  readonly remembered: Remembered;
  readonly target: Target;
  readonly language: Language;
  readonly terminal: Terminal;
  held(): boolean;
}

async function tell(run: Run, outcome: AuditOutcome, exit: number): Promise<number> {
  const { remembered, file, language, terminal } = run;
  const before = remembered.state;
  const at = new Date();
  const changes = changesSince(before?.entries ?? [], outcome, at.toISOString());
  const heartbeat = isQuiet(changes) && isDue(run, before, at);
  const words = MAIL_WORDS[language];
  const notes = remembered.damaged === null ? [] : [words.damaged(remembered.damaged)];
  if (isQuiet(changes) && !heartbeat) {
    for (const note of notes) terminal.stderr.write(`qmail-lint: ${safeText(note)}\n`);
    return kept(run, () => prepareState(file, stateOf(run, at, changes.told, false))) ? exit : EXIT.incomplete;
  }
  const prepared = attempt(() => prepareState(file, stateOf(run, at, changes.told, true)));
  if ('error' in prepared) notes.push(words.unwritten(file, reasonIn(language, reasonOf(prepared.error))));
  const sent = await deliver(run, reportOf(run, outcome, changes, heartbeat, notes), at);
  if (sent.by === 'smtp' || sent.by === 'qmail') return kept(run, () => ready(prepared)) ? exit : EXIT.incomplete;
  if ('commit' in prepared) prepared.discard();
  kept(run, () => prepareState(file, stateOf(run, at, changes.untold, false)));
  return EXIT.incomplete;
}

/** `told`: a mail has been sent. */
function stateOf({ remembered: { state }, scope }: Run, at: Date, entries: readonly Entry[], told: boolean): State {
  const now = at.toISOString();
  return {
    format: 'qmail-lint/state',
    version: 1,
    scope,
    begun: state?.begun ?? now,
    checked: now,
    told: told ? now : (state?.told ?? null),
    checks: told ? 0 : (state?.checks ?? 0) + 1,
    entries,
  };
}

function reportOf(
  { remembered: { state }, file, language }: Run,
  outcome: AuditOutcome,
  changes: Changes,
  heartbeat: boolean,
  notes: readonly string[],
): MailReport {
  return {
    outcome,
    changes,
    first: state === null,
    heartbeat,
    checks: (state?.checks ?? 0) + 1,
    last: state?.told ?? null,
    host: hostOf(outcome),
    notes,
    version: `qmail-lint ${RELEASE}`,
    state: file,
    language,
  };
}

function ready(prepared: Prepared | { readonly error: unknown }): Prepared {
  if ('error' in prepared) throw prepared.error;
  return prepared;
}

/** Puts a state into force, or says why not. */
function kept({ file, language, terminal, held }: Run, prepare: () => Prepared): boolean {
  const words = MAIL_WORDS[language];
  try {
    const prepared = prepare();
    if (held()) prepared.commit();
    else prepared.discard();
    return true;
  } catch (error) {
    terminal.stderr.write(`qmail-lint: ${safeText(words.unwritten(file, reasonIn(language, reasonOf(error))))}\n`);
    return false;
  }
}

function attempt(prepare: () => Prepared): Prepared | { readonly error: unknown } {
  try {
    return prepare();
  } catch (error) {
    return { error };
  }
}

/** Sends it, and tells a person what did not work; where nothing did, the report itself. */
async function deliver(run: Run, report: MailReport, at: Date): Promise<Sent> {
  const { settings, to, terminal, language } = run;
  const from = settings.from ?? `root@${report.host}`;
  const text = [...mailText(report)].join('');
  const letter = { from, to, subject: mailSubject(report), text, html: [...mailHtml(report)].join(''), language, at };
  const message = await composed(letter);
  const ways = await waysOf(run, report.outcome, from);
  const sent = await send(message, { from, to }, ways, (failures) => syslogLines(report, failures));
  for (const failure of sent.failures)
    terminal.stderr.write(`qmail-lint: ${safeText(failureText(failure, language))}\n`);
  if (sent.by === 'smtp' || sent.by === 'qmail') return sent;
  const words = MAIL_WORDS[language];
  terminal.stderr.write(`qmail-lint: ${sent.by === 'syslog' ? words.toSyslog : words.notMailed}\n`);
  terminal.stdout.write(text);
  return sent;
}

async function waysOf({ options, settings, target, to }: Run, outcome: AuditOutcome, from: string): Promise<Ways> {
  const here = options.root === undefined && options.image === undefined;
  const home = Buffer.from(target.installation.home, 'latin1').toString();
  return {
    smtp: settings.smtp ?? null,
    qmail: here ? { home, doubts: await doubtsOf(target, outcome, from, to) } : null,
    // The log is of the machine that audits, whichever is audited.
    logger: findLogger(),
  };
}

async function doubtsOf(target: Target, outcome: AuditOutcome, from: string, to: readonly string[]): Promise<Doubt[]> {
  try {
    const trace = await tracer(target, { sender: bytesOf(from), smtp: null });
    const ways: Traced[] = [];
    for (const address of to) ways.push(await trace(bytesOf(address)));
    return doubts(outcome, ways);
  } catch (error) {
    if (error instanceof CouldNotCheck) return doubts(outcome, []);
    throw error;
  }
}

/** A name for the subject and the sender. */
function hostOf({ target }: AuditOutcome): string {
  const names = [target.host ?? '', hostname()];
  return names.find((name) => /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(name)) ?? 'localhost';
}

const HOURS: Readonly<Record<string, number>> = { h: 1, d: 24, w: 24 * 7 };
/** Of a heartbeat: cron is not punctual. */
const EARLY = 0.02;

function isDue({ options }: Run, before: State | null, at: Date): boolean {
  const [, number, unit] = /^(\d+)([dhw])$/.exec(options.heartbeat ?? '') ?? [];
  if (number === undefined || unit === undefined || before === null) return false;
  const milliseconds = Number(number) * (HOURS[unit] ?? 0) * 3_600_000;
  return at.getTime() - Date.parse(before.told ?? before.begun) >= milliseconds * (1 - EARLY);
}
