/** `qmail-lint [audit]`: from the machine to the report and the exit code. */

import { audit, LISTED, withSkipped } from '../audit/audit.ts';
import { type DeliveryClock, deliveryClock, mailFlowOf } from '../audit/mail-flow.ts';
import type { AuditOutcome } from '../audit/outcome.ts';
import { withSeen } from '../audit/seen.ts';
import type { ReadySuppression } from '../audit/suppress.ts';
import { readySuppressions } from '../audit/suppressions.ts';
import { openTarget, type TargetOptions } from '../audit/target.ts';
import type { Target } from '../checks/check.ts';
import type { InForce } from '../config/in-force.ts';
import { auditExit, EXIT, type FailOn } from '../exit.ts';
import { bytesOf } from '../host/bytes.ts';
import { CouldNotCheck } from '../host/host.ts';
import { type HostOptions, openHost } from '../host/open.ts';
import { remembering } from '../host/remembering.ts';
import { languageOf, lookOf } from '../look.ts';
import { progressOn } from '../progress.ts';
import { type LogReader, logReader } from '../qmail/log.ts';
import type { Language } from '../qmail/message.ts';
import type { Look } from '../report/format.ts';
import { jsonReport } from '../report/json.ts';
import { tableReport } from '../report/table.ts';
import { type Terminal, writeAll } from '../terminal.ts';
import { foundInputs, inTime, namedInputs, readInputs } from './log-inputs.ts';
import { accountNamed, targetOptions } from './machine.ts';
import type { MailArguments, Mailing } from './mail.ts';

export interface AuditArguments
  extends HostOptions,
    Omit<TargetOptions, 'domains'>,
    Omit<MailArguments, keyof HostOptions> {
  readonly domain?: string[];
  /** What has changed is mailed; the report is printed only where a format was asked for. */
  readonly mails?: boolean;
  readonly printed?: boolean;
  readonly failOn: FailOn;
  /** Logs; false: none is read. */
  readonly log?: string[] | boolean;
  readonly all?: boolean;
  readonly color: 'auto' | 'always' | 'never';
  readonly format: 'table' | 'json' | 'html';
  readonly lang?: Language;
}

/** Returns the exit code. Throws UsageError for a wrong target. */
export async function auditHost(options: AuditArguments, terminal: Terminal): Promise<number> {
  const { host, defaultDelivery } = await openHost(options);
  const target = openTarget(remembering(host), {
    ...targetOptions(options, defaultDelivery),
    domains: (options.domain ?? []).map(bytesOf),
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
  const look = lookOf(options, terminal);
  const progress = progressOn(terminal.stderr);
  const language = languageOf(options, terminal.env);
  const audited = await audit(target, {
    wording: {
      language,
      variant: target.installation.variant.name,
      severities: options.inForce?.settings.severities,
    },
    most: options.all ? Number.POSITIVE_INFINITY : LISTED,
    suppressions: suppressionsOf(options.inForce),
    workerFile: terminal.workerFile,
    progress: progress.tell,
    ...(user === null ? {} : { user }),
  });
  const clock = options.format === 'html' ? deliveryClock() : null;
  const log = await logOf(target, options, terminal, clock);
  const outcome =
    log instanceof CouldNotCheck
      ? withSkipped(audited, log)
      : log === null
        ? audited
        : withSeen(audited, log, language);
  progress.clear();
  const found = auditExit(outcome, options.failOn);
  const exit = mailing === null ? found : await mailing.tell(outcome, found);
  terminal.decided?.(exit);
  if (mailing !== null && options.printed !== true) return exit;
  const plain = () => (options.format === 'json' ? jsonReport(outcome) : tableReport(outcome, look));
  const read = log instanceof CouldNotCheck ? null : log;
  await writeAll(terminal.stdout, clock === null ? plain() : await pageOf(target, outcome, look, read, clock));
  return exit;
}

/** Those of the configuration, as of today. */
export function suppressionsOf(inForce: InForce | undefined): ReadySuppression[] {
  const suppressions = inForce?.settings.suppressions ?? [];
  const lineOf = (index: number) => inForce?.lineOf(['suppressions', index]) ?? 1;
  return readySuppressions(suppressions, inForce?.file ?? '', lineOf, dayOf(new Date()));
}

/** YYYY-MM-DD, where the program runs. */
function dayOf(time: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}

/** The log that was named, or where the installation logs; null where there is none, the error where it is closed to us. */
async function logOf(
  target: Target,
  { log }: AuditArguments,
  terminal: Terminal,
  clock: DeliveryClock | null,
): Promise<LogReader | CouldNotCheck | null> {
  if (log === false) return null;
  const named = Array.isArray(log);
  try {
    const inputs = named ? namedInputs(log, terminal) : foundInputs(target.host, target.services);
    if (inputs.length === 0) return null;
    const reader = logReader({ reference: Date.now() / 1000, observe: clock?.observe });
    await readInputs(reader, await inTime(inputs));
    return reader;
  } catch (error) {
    if (error instanceof CouldNotCheck && !named) return error;
    throw error;
  }
}

/** A report that only a browser shows loads what draws it, and reads the queue, only where it is asked for. */
async function pageOf(
  target: Target,
  outcome: AuditOutcome,
  look: Look,
  log: LogReader | null,
  clock: DeliveryClock,
): Promise<Iterable<string>> {
  const { htmlReport } = await import('../report/page/page.ts');
  const { routesOf } = await import('../audit/routes.ts');
  const routes = await routesOf(target, outcome.findings);
  return htmlReport(outcome, look, { at: new Date(), routes, flow: await mailFlowOf(target, log, clock) });
}
