/** `qmail-lint log [FILE…]`: what the mail log says. */
import { audit, LISTED } from '../audit/audit.ts';
import { rulesAgainst } from '../audit/causes.ts';
import type { Finding } from '../audit/outcome.ts';
import { DEFAULT_HOME, type TargetOptions } from '../audit/target.ts';
import { tried } from '../checks/tried.ts';
import { UsageError } from '../errors.ts';
import { EXIT } from '../exit.ts';
import { bytesOf } from '../host/bytes.ts';
import { followed } from '../host/follow.ts';
import type { CouldNotCheck } from '../host/host.ts';
import { type HostOptions, openHost } from '../host/open.ts';
import { languageOf, lookOf } from '../look.ts';
import { logReader } from '../qmail/log.ts';
import type { LogEvent } from '../qmail/log-events.ts';
import { lifeTable } from '../qmail/log-lives.ts';
import type { Language } from '../qmail/message.ts';
import { route } from '../qmail/send.ts';
import { logsafe } from '../qmail/trace.ts';
import { eventLine, logTable, type ReadLog } from '../report/log.ts';
import { eventJson, logJson } from '../report/log-json.ts';
import { findServices } from '../services/services.ts';
import { type Terminal, writeAll } from '../terminal.ts';
import { finishedBeside, foundInputs, inTime, type LogInput, namedInputs, readInputs } from './log-inputs.ts';
import { targetOf, targetOptions } from './machine.ts';
import { secondsOf } from './when.ts';

export interface LogArguments extends HostOptions, Omit<TargetOptions, 'domains'> {
  readonly message?: string;
  readonly recipient?: string;
  readonly since?: string;
  readonly until?: string;
  readonly follow?: boolean;
  /** Whether the host is asked for the causes. */
  readonly audit?: boolean;
  readonly all?: boolean;
  readonly color: 'auto' | 'always' | 'never';
  readonly format: 'table' | 'json';
  readonly lang?: Language;
}

/** Returns the exit code. Throws UsageError for a file or option that is wrong, CouldNotCheck for a file that cannot be read. */
export async function readLogs(names: readonly string[], options: LogArguments, terminal: Terminal): Promise<number> {
  const range = rangeOf(options);
  const inputs = await inTime(names.length > 0 ? namedInputs(names, terminal) : await installationLog(options));
  if (options.follow) return followLog(inputs.at(-1), options, range, terminal);
  const read = await readAll(inputs, options, range);
  const findings = await findingsOf(read, options, terminal);
  const log = { ...read, findings };
  const language = languageOf(options, terminal.env);
  const look = lookOf(options, terminal);
  await writeAll(terminal.stdout, options.format === 'json' ? logJson(log, language) : logTable(log, look));
  return read.unread.length > 0 ? EXIT.incomplete : EXIT.fine;
}

function rangeOf({ since, until }: LogArguments): { since?: number; until?: number } {
  const now = Date.now() / 1000;
  return {
    ...(since === undefined ? {} : { since: secondsOf('--since', since, now) }),
    ...(until === undefined ? {} : { until: secondsOf('--until', until, now) }),
  };
}

/** The findings that lead to a line of the log, of the host that was named or of the running machine; null without one. */
async function findingsOf(
  { reader }: Pick<ReadLog, 'reader'>,
  options: LogArguments,
  terminal: Terminal,
): Promise<readonly Finding[] | null> {
  const target = options.audit === false ? null : await targetOf(options);
  if (target === null) return null;
  const failed = reader.reports.all().filter(({ status }) => status !== 'success');
  const said = [...failed, ...reader.notices.all()].flatMap(({ message }) => message ?? []);
  const rules = rulesAgainst(new Set([...said, ...(failed.some(({ expired }) => expired) ? ['SEND-DX'] : [])]));
  if (rules.length === 0) return [];
  const wording = { language: languageOf(options, terminal.env), variant: target.installation.variant.name };
  const ids = new Set(rules.map(({ rule }) => rule.id));
  return (await audit(target, { wording, most: LISTED, workerFile: terminal.workerFile, rules: ids })).findings;
}

/** Goes on until the process is ended. What is there already is read, for whom deliveries are, and not told. */
async function followLog(
  input: LogInput | undefined,
  options: LogArguments,
  range: { since?: number; until?: number },
  terminal: Terminal,
): Promise<number> {
  if (input?.path == null) throw new UsageError('--follow: name a file, or a directory of multilog');
  const language = languageOf(options, terminal.env);
  const isWanted = await chosen(options);
  let told = false;
  const observe = (event: LogEvent) => {
    if (told && isWanted(event))
      terminal.stdout.write(options.format === 'json' ? eventJson(event, language) : eventLine(event, language));
  };
  const reader = logReader({ ...range, reference: Date.now() / 1000, observe });
  for await (const chunk of followed(input.path, terminal.ended, undefined, finishedBeside(input.path))) {
    if (chunk === null) told = true;
    else reader.push(chunk);
  }
  return EXIT.fine;
}

/** What is told of a log that is followed: what goes wrong; of the message or recipient that was named all. */
async function chosen(options: LogArguments): Promise<(event: LogEvent) => boolean> {
  const message = messageNumber(options);
  if (message === undefined && options.recipient === undefined)
    return ({ kind, report, notice }) =>
      (report !== null && report.status !== 'success') || notice !== null || kind === 'triple';
  const recipients = new Set((await recipientsOf(options)).map((each) => each.toLowerCase()));
  return (event) =>
    (message !== undefined && event.message === message) ||
    (event.recipient !== null && recipients.has(event.recipient.toLowerCase()));
}

function messageNumber({ message }: LogArguments): number | undefined {
  if (message === undefined) return undefined;
  if (/^\d{1,15}$/.test(message)) return Number(message);
  throw new UsageError(`--message ${message}: give the number of a message, as in: new msg 93869`);
}

async function recipientsOf(options: LogArguments): Promise<string[]> {
  return options.recipient === undefined ? [] : asLogged(bytesOf(options.recipient), options);
}

async function installationLog(options: LogArguments): Promise<LogInput[]> {
  const { host } = await openHost(options);
  const { home = DEFAULT_HOME } = targetOptions(options, null);
  const inputs = foundInputs(host, findServices(host, home));
  if (inputs.length > 0) return inputs;
  throw new UsageError('no log was found: name its file or directory, or - for standard input');
}

async function readAll(
  inputs: readonly LogInput[],
  options: LogArguments,
  range: { since?: number; until?: number },
): Promise<Omit<ReadLog, 'findings'>> {
  const message = messageNumber(options);
  const recipients = await recipientsOf(options);
  const lives = message === undefined && options.recipient === undefined ? null : lifeTable({ message, recipients });
  const reader = logReader({ ...range, reference: Date.now() / 1000, observe: lives?.observe });
  const unread: CouldNotCheck[] = [];
  // Of several files the others tell something.
  await readInputs(reader, inputs, inputs.length > 1 ? (error) => unread.push(error) : undefined);
  const rules = (id: string) => rulesAgainst(new Set([id])).map(({ rule }) => rule.id);
  const isFiltered = Object.keys(range).length > 0;
  return { reader, lives, recipients, rules, files: inputs.map(({ name }) => name), unread, isFiltered };
}

/** The recipient as it was given, and as qmail-send of the host rewrites it before it logs it, where there is a host to look at. */
async function asLogged(recipient: string, options: LogArguments): Promise<string[]> {
  const given = /^<(.*)>$/s.exec(recipient)?.[1] ?? recipient;
  const target = options.audit === false ? null : await targetOf(options);
  const controls = target === null ? null : tried(() => target.send());
  const isKnown = controls !== null && !('refused' in controls) && !('skip' in controls);
  const rewritten = isKnown ? [route(controls, given).to] : [];
  return [...new Set([given, ...rewritten].map(logsafe))];
}
