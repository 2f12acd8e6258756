/** `qmail-lint [audit]`: from the machine to the report and the exit code. */

import { askAll, LISTED, withSkipped, worded } from '../audit/audit.ts';
import { againstBaseline, type BaselineEntry, type BaselineOptions, listing } from '../audit/baseline.ts';
import { type DeliveryClock, deliveryClock, mailFlowOf } from '../audit/mail-flow.ts';
import type { AuditOutcome } from '../audit/outcome.ts';
import { ownersOf } from '../audit/owners.ts';
import { withSeen } from '../audit/seen.ts';
import { openTarget, type TargetOptions } from '../audit/target.ts';
import type { Target } from '../checks/check.ts';
import { UsageError } from '../errors.ts';
import { auditExit, EXIT, type FailOn } from '../exit.ts';
import type { AuditFormat, OutputFile } from '../formats.ts';
import { bytesOf } from '../host/bytes.ts';
import { type HostOptions, openHost } from '../host/open.ts';
import { remembering } from '../host/remembering.ts';
import { fileLook, languageOf, lookOf } from '../look.ts';
import { progressOn } from '../progress.ts';
import type { LogReader } from '../qmail/log.ts';
import type { Language } from '../qmail/message.ts';
import type { Look } from '../report/format.ts';
import { auditState, PLUGIN_EXIT } from '../report/nagios.ts';
import type { PageExtras } from '../report/page/page.ts';
import { type Terminal, writeAll } from '../terminal.ts';
import { readBaseline, writeBaseline } from './baseline.ts';
import { render } from './formats.ts';
import { type ReadLog, readLogAsked } from './log-asked.ts';
import { accountNamed, domainNamed, targetOptions } from './machine.ts';
import type { MailArguments, Mailing } from './mail.ts';
import { writeOutputs } from './outputs.ts';
import { suppressionsOf } from './suppressions.ts';

export interface AuditArguments
  extends HostOptions,
    Omit<TargetOptions, 'domains'>,
    Omit<MailArguments, keyof HostOptions> {
  readonly ownDomain?: string[];
  readonly domain?: string;
  /** What has changed is mailed; the report is printed only where a format was asked for. */
  readonly mails?: boolean;
  readonly printed?: boolean;
  readonly failOn: FailOn;
  /** Logs; false: none is read. */
  readonly log?: string[] | boolean;
  readonly all?: boolean;
  readonly color: 'auto' | 'always' | 'never';
  readonly format: AuditFormat;
  readonly output?: readonly OutputFile[];
  /** Of the files. */
  readonly outputMode?: number;
  /** false: none, whatever the configuration names. */
  readonly baseline?: string | false;
  readonly updateBaseline?: boolean;
  readonly lang?: Language;
}

/** Returns the exit code. Throws UsageError for a wrong target, baseline or file to write. */
export async function auditHost(options: AuditArguments, terminal: Terminal): Promise<number> {
  const { host, defaultDelivery } = await openHost(options);
  const target = openTarget(remembering(host), {
    ...targetOptions(options, defaultDelivery),
    domains: (options.ownDomain ?? []).map(bytesOf),
  });
  if (options.mails !== true) return report(target, options, terminal, null);
  const { openMailing } = await import('./mail.ts');
  const mailing = openMailing(options, target, languageOf(options, terminal.env), terminal);
  if (mailing === null) return EXIT.incomplete;
  try {
    return await report(target, options, terminal, mailing);
  } finally {
    mailing.close();
  }
}

async function report(
  target: Target,
  options: AuditArguments,
  terminal: Terminal,
  mailing: Mailing | null,
): Promise<number> {
  const user = accountNamed(target, options.user);
  const domain = await domainNamed(target, options.domain);
  const baseline = baselineGiven(options);
  const most = options.all ? Number.POSITIVE_INFINITY : LISTED;
  const progress = progressOn(terminal.stderr);
  const collected = await askAll(target, {
    most: baseline === null ? most : Number.POSITIVE_INFINITY,
    suppressions: suppressionsOf(options.inForce, target.installation.home),
    workerFile: terminal.workerFile,
    progress: progress.tell,
    ...(user === null ? {} : { user }),
    ...(domain === null ? {} : { domain }),
  });
  const outputs = [...(options.output ?? [])];
  const clock = [options, ...outputs].some(({ format }) => format === 'html') ? deliveryClock() : null;
  const log = await readLogAsked(target, options.log, terminal, clock?.observe);
  progress.clear();
  const told = inEachLanguage(async (language) => {
    const wording = {
      language,
      variant: target.installation.variant.name,
      severities: options.inForce?.settings.severities,
    };
    const outcome = withLog(target, await worded(target, collected, { wording }), log, language);
    return baseline === null ? { outcome, entries: [] } : compared(outcome, baseline, most);
  });
  const look = lookOf(options, terminal);
  const { outcome, entries } = await told(look.language);
  const found = options.format === 'nagios' ? PLUGIN_EXIT[auditState(outcome)] : auditExit(outcome, options.failOn);
  const exit = mailing === null ? found : await mailing.tell(outcome, found);
  const at = new Date();
  terminal.decided?.(exit);
  const extras = (shown: AuditOutcome) => pageExtras(target, at, shown, log.reader, clock);
  const chunks = async (format: AuditFormat, how: Look) => {
    const shown = (await told(how.language)).outcome;
    return render(format, { outcome: shown, look: how, at, failOn: options.failOn, extras: () => extras(shown) });
  };
  const kept = async () => {
    await writeOutputs(outputs, options.outputMode, (format) =>
      chunks(format, fileLook({ ...options, format }, terminal.env)),
    );
    if (baseline?.update) await writeBaseline(baseline.file, entries);
  };
  // Files first: a reader of the report may go away, and the process with it.
  const [files] = await Promise.allSettled([kept()]);
  if (mailing === null || options.printed === true) await writeAll(terminal.stdout, await chunks(options.format, look));
  if (files.status === 'rejected') throw files.reason;
  return exit;
}

/** Each language is put into words once. */
function inEachLanguage<T>(tell: (language: Language) => Promise<T>): (language: Language) => Promise<T> {
  const told = new Map<Language, Promise<T>>();
  return (language) => {
    const known = told.get(language) ?? tell(language);
    told.set(language, known);
    return known;
  };
}

function withLog(
  target: Target,
  outcome: AuditOutcome,
  { reader, skipped }: ReadLog,
  language: Language,
): AuditOutcome {
  return withSkipped(reader === null ? outcome : withSeen(outcome, reader, language, ownersOf(target)), skipped);
}

interface GivenBaseline extends BaselineOptions {
  readonly file: string;
  readonly before: readonly BaselineEntry[];
}

function baselineGiven({ baseline: file, updateBaseline: update = false, user }: AuditArguments): GivenBaseline | null {
  if (file === undefined || file === false) {
    if (update) throw new UsageError('--update-baseline: give the file by --baseline');
    return null;
  }
  if (update && user !== undefined)
    throw new UsageError('--update-baseline takes the audit of all accounts, not --user');
  return { file, before: readBaseline(file, update), update, whole: user === undefined };
}

function compared(outcome: AuditOutcome, baseline: GivenBaseline, most: number): ReturnType<typeof againstBaseline> {
  const { outcome: whole, entries } = againstBaseline(outcome, baseline.before, baseline);
  return { outcome: listing(whole, most), entries };
}

/** What only a browser shows is loaded, and the queue read, only where it is asked for. */
async function pageExtras(
  target: Target,
  at: Date,
  outcome: AuditOutcome,
  log: LogReader | null,
  clock: DeliveryClock | null,
): Promise<PageExtras> {
  const { routesOf } = await import('../audit/routes.ts');
  const routes = await routesOf(target, outcome.findings);
  const flow = clock === null ? {} : { flow: await mailFlowOf(target, log, clock) };
  return { at, routes, ...flow };
}
