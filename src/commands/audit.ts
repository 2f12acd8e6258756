/** `qmail-lint [audit]`: from the machine to the report and the exit code. */
import { audit, LISTED } from '../audit/audit.ts';
import { openTarget, type TargetOptions } from '../audit/target.ts';
import { auditExit, type FailOn } from '../exit.ts';
import { bytesOf } from '../host/bytes.ts';
import { type HostOptions, openHost } from '../host/open.ts';
import { remembering } from '../host/remembering.ts';
import { languageOf, lookOf } from '../look.ts';
import { progressOn } from '../progress.ts';
import type { Language } from '../qmail/message.ts';
import { jsonReport } from '../report/json.ts';
import { tableReport } from '../report/table.ts';
import { type Terminal, writeAll } from '../terminal.ts';
import { targetOptions } from './machine.ts';

export interface AuditArguments extends HostOptions, Omit<TargetOptions, 'domains'> {
  readonly domain?: string[];
  readonly failOn: FailOn;
  readonly all?: boolean;
  readonly color: 'auto' | 'always' | 'never';
  readonly format: 'table' | 'json';
  readonly lang?: Language;
}

/** Returns the exit code. Throws UsageError for a wrong target. */
export async function auditHost(options: AuditArguments, terminal: Terminal): Promise<number> {
  const { host, defaultDelivery } = await openHost(options);
  const target = openTarget(remembering(host), {
    ...targetOptions(options, defaultDelivery),
    domains: (options.domain ?? []).map(bytesOf),
  });
  const look = lookOf(options, terminal);
  const progress = progressOn(terminal.stderr);
  const outcome = await audit(target, {
    wording: { language: languageOf(options, terminal.env), variant: target.installation.variant.name },
    most: options.all ? Number.POSITIVE_INFINITY : LISTED,
    workerFile: terminal.workerFile,
    progress: progress.tell,
  });
  progress.clear();
  const exit = auditExit(outcome, options.failOn);
  terminal.decided?.(exit);
  await writeAll(terminal.stdout, options.format === 'json' ? jsonReport(outcome) : tableReport(outcome, look));
  return exit;
}
