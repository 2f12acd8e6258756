/** `qmail-lint --fix`: what the audit found wrong with owners and modes is put right; then the audit runs again. */

import { askAll, worded } from '../audit/audit.ts';
import type { Wording } from '../audit/finding.ts';
import { mendable } from '../audit/mendable.ts';
import type { Collected } from '../audit/outcome-of.ts';
import { openTarget } from '../audit/target.ts';
import type { Target } from '../checks/check.ts';
import { RULES } from '../checks/index.ts';
import { uidMinOf } from '../checks/people.ts';
import { nearest } from '../distance.ts';
import { UsageError } from '../errors.ts';
import { auditExit, EXIT } from '../exit.ts';
import { JOURNAL_DIR } from '../fix/journal-dir.ts';
import { runMany } from '../fix/many.ts';
import { planOf } from '../fix/plan.ts';
import { stopCommand } from '../fix/sending.ts';
import type { Plan } from '../fix/step.ts';
import { bytesOf } from '../host/bytes.ts';
import { readMounts } from '../host/mounts.ts';
import { openHost } from '../host/open.ts';
import { remembering } from '../host/remembering.ts';
import { languageOf, lookOf } from '../look.ts';
import { progressOn } from '../progress.ts';
import { type Planned, planCommands, planJson, planTable, resultLines } from '../report/fix.ts';
import { FIX_WORDS } from '../report/fix-words.ts';
import type { Look } from '../report/format.ts';
import { type Output, type Terminal, writeAll } from '../terminal.ts';
import { isAgreed, requireLeave } from './agree.ts';
import { type AuditArguments, auditHost } from './audit.ts';
import { accountNamed, domainNamed, targetOptions } from './machine.ts';
import { suppressionsOf } from './suppressions.ts';

export interface FixArguments extends AuditArguments {
  readonly fix?: boolean;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly commands?: boolean;
  readonly rule?: string[];
  readonly path?: string[];
  readonly journalDir?: string;
}

/** Returns the exit code: of what remains. Throws UsageError for a wrong target, and where nothing may be changed. */
export async function fixHost(options: FixArguments, terminal: Terminal): Promise<number> {
  requireMachine(options, terminal);
  const look = lookOf(options, terminal);
  const { target, collected, wording } = await lookAt(options, terminal);
  const root = target.host.source?.root ?? '';
  const plan = planOf(mendable(collected, wording), machineOf(target), {
    rules: options.rule,
    paths: options.path?.map((path) => bytesOf(path.replace(/(.)\/+$/, '$1'))),
    user: options.user === undefined ? undefined : bytesOf(options.user),
  });
  const planned: Planned = { ...plan, home: target.installation.home, root, accounts: target.host.accounts };
  const exit = async () => auditExit(await worded(target, collected, { wording }), options.failOn);
  if (options.dryRun || options.commands) {
    await writeAll(terminal.stdout, planText(planned, options, look));
    return exit();
  }
  const told = options.format === 'table' ? terminal.stdout : terminal.stderr;
  await writeAll(told, planTable(planned, look));
  if (plan.steps.length === 0) return auditHost(options, terminal);
  if (!options.yes && !(await isAgreed(FIX_WORDS[look.language].question(plan.steps.length), terminal))) {
    await writeAll(told, [`${FIX_WORDS[look.language].declined}\n`]);
    return exit();
  }
  const left = await doAll(plan, target, options, look, told, terminal.fixWorkerFile ?? null);
  told.write('\n');
  const remaining = await auditHost(options, terminal);
  return remaining === EXIT.fine && left > 0 ? EXIT.incomplete : remaining;
}

/** Throws UsageError. */
function requireMachine(options: FixArguments, terminal: Terminal): void {
  if (options.image !== undefined)
    throw new UsageError('--fix: an image is no machine; use --root, or run it on the machine itself');
  const ids = RULES.map(({ rule }) => rule.id);
  const unknown = options.rule?.find((id) => !ids.includes(id));
  if (unknown !== undefined) {
    const near = nearest(unknown, ids);
    const hint = near === null ? '' : `; the nearest known one is "${near}"`;
    throw new UsageError(`--rule ${unknown}: there is no such rule${hint}`);
  }
  if (!options.dryRun && !options.commands) requireLeave('--fix', options.yes, terminal);
}

interface Looked {
  readonly target: Target;
  readonly collected: Collected;
  readonly wording: Wording;
}

async function lookAt(options: FixArguments, terminal: Terminal): Promise<Looked> {
  const { host } = await openHost(options);
  const target = openTarget(remembering(host), {
    ...targetOptions(options, null),
    domains: (options.ownDomain ?? []).map(bytesOf),
  });
  const user = accountNamed(target, options.user);
  const domain = await domainNamed(target, options.domain);
  const progress = progressOn(terminal.stderr);
  const collected = await askAll(target, {
    most: Number.POSITIVE_INFINITY,
    suppressions: suppressionsOf(options.inForce, target.installation.home),
    workerFile: terminal.workerFile,
    progress: progress.tell,
    ...(user === null ? {} : { user }),
    ...(domain === null ? {} : { domain }),
  });
  progress.clear();
  const wording = {
    language: languageOf(options, terminal.env),
    variant: target.installation.variant.name,
    severities: options.inForce?.settings.severities,
  };
  return { target, collected, wording };
}

function machineOf({ host }: Target): Parameters<typeof planOf>[1] {
  return { accounts: host.accounts, uidMin: uidMinOf(host), root: host.source?.root ?? '', mounts: readMounts() };
}

function planText(planned: Planned, { commands, format }: FixArguments, look: Look): Iterable<string> {
  if (commands) return planCommands(planned, look);
  return format === 'json' ? planJson(planned) : planTable(planned, look);
}

/** Returns how many steps were left alone. */
async function doAll(
  plan: Plan,
  target: Target,
  options: FixArguments,
  look: Look,
  told: Output,
  program: URL | null,
): Promise<number> {
  const { host, installation } = target;
  const { accounts } = (await openHost(options)).host;
  const isStillUser = (name: string, uid: number) =>
    host.accounts.byName(name) === null || accounts.byName(name)?.uid === uid;
  const heading = { did: 'fix', of: null, root: host.source?.root ?? '', home: installation.home } as const;
  const dir = options.journalDir ?? JOURNAL_DIR;
  const { results, file } = await runMany(plan.steps, heading, dir, isStillUser, program);
  await writeAll(told, resultLines(results, look, stopCommand(target)));
  told.write(`${FIX_WORDS[look.language].journal(file)}\n`);
  return results.filter(({ did }) => did === 'left').length;
}
