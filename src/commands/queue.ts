/** `qmail-lint queue`: what waits, why, until when, and what is wrong with the queue. */
import { lastReports } from '../audit/last-reports.ts';
import type { SkippedRule } from '../audit/outcome.ts';
import { lookThroughQueue, type QueueOutcome } from '../audit/queue.ts';
import type { GroupBy } from '../audit/queue-groups.ts';
import { openTarget, type TargetOptions } from '../audit/target.ts';
import type { InForce } from '../config/in-force.ts';
import { UsageError } from '../errors.ts';
import { EXIT } from '../exit.ts';
import { type HostOptions, openHost } from '../host/open.ts';
import { remembering } from '../host/remembering.ts';
import { languageOf, lookOf } from '../look.ts';
import type { Language } from '../qmail/message.ts';
import type { QueueThresholds } from '../report/nagios.ts';
import { queueTable } from '../report/queue.ts';
import { queueJson } from '../report/queue-json.ts';
import { type Terminal, writeAll } from '../terminal.ts';
import { readLogAsked } from './log-asked.ts';
import { targetOptions } from './machine.ts';
import { suppressionsOf } from './suppressions.ts';

export interface QueueArguments extends HostOptions, Omit<TargetOptions, 'domains'> {
  readonly by?: GroupBy;
  readonly all?: boolean;
  /** Logs; false: none is read. */
  readonly log?: string[] | boolean;
  readonly color: 'auto' | 'always' | 'never';
  readonly format: 'table' | 'json' | 'nagios';
  /** Messages in the queue, for `nagios`. */
  readonly warning?: number | null;
  readonly critical?: number | null;
  readonly lang?: Language;
  readonly inForce?: InForce;
}

/** Returns the exit code. Throws UsageError for a wrong target, CouldNotCheck where there is no queue to look at. */
export async function showQueue(options: QueueArguments, terminal: Terminal): Promise<number> {
  const thresholds = options.format === 'nagios' ? thresholdsOf(options) : NO_THRESHOLDS;
  const { host, defaultDelivery } = await openHost(options);
  const target = openTarget(remembering(host), targetOptions(options, defaultDelivery));
  const last = lastReports();
  const log: SkippedRule[] = [];
  const readLog = async () => {
    log.push(...(await readLogAsked(target, options.log, terminal, last.observe)).skipped);
    return last.found;
  };
  const named = Array.isArray(options.log) ? await readLog() : null;
  const outcome = await lookThroughQueue(target, {
    lastReports: async () => named ?? (await readLog()),
    wording: {
      language: languageOf(options, terminal.env),
      variant: target.installation.variant.name,
      severities: options.inForce?.settings.severities,
    },
    all: options.all ?? false,
    workerFile: terminal.workerFile,
    reasons: options.format !== 'nagios',
    suppressions: suppressionsOf(options.inForce, target.installation.home),
  });
  const whole = { ...outcome, skipped: [...outcome.skipped, ...log] };
  if (options.format === 'nagios') return asPlugin(whole, thresholds, options, terminal);
  const exit = exitOf(whole);
  terminal.decided?.(exit);
  const by = options.by ?? null;
  await writeAll(
    terminal.stdout,
    options.format === 'json' ? queueJson(whole, by) : queueTable(whole, by, lookOf(options, terminal)),
  );
  return exit;
}

const NO_THRESHOLDS: QueueThresholds = { warning: null, critical: null };

/** Throws UsageError where one would say nothing beside the other. */
function thresholdsOf({ warning = null, critical = null }: QueueArguments): QueueThresholds {
  if (warning !== null && critical !== null && critical < warning)
    throw new UsageError(`--critical ${critical} is less than --warning ${warning}`);
  return { warning, critical };
}

async function asPlugin(
  outcome: QueueOutcome,
  thresholds: QueueThresholds,
  options: QueueArguments,
  terminal: Terminal,
): Promise<number> {
  const { PLUGIN_EXIT, queueNagios, queueState } = await import('../report/nagios.ts');
  await writeAll(terminal.stdout, queueNagios(outcome, thresholds, lookOf(options, terminal)));
  return PLUGIN_EXIT[queueState(outcome, thresholds)];
}

function exitOf({ problems, skipped, failed }: QueueOutcome): number {
  if (problems.length > 0) return EXIT.findings;
  return failed.length > 0 || skipped.some(({ kind }) => kind === 'could-not') ? EXIT.incomplete : EXIT.fine;
}
