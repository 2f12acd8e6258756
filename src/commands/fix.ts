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
import { aimOf, type LongRun, longRun } from '../fix/many.ts';
import { planOf } from '../fix/plan.ts';
import { stopCommand } from '../fix/sending.ts';
import type { Plan, Refused } from '../fix/step.ts';
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
import { type Asker, askerOn, requireLeave } from './agree.ts';
import { type AuditArguments, auditHost, auditUnless } from './audit.ts';
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

/** What is hidden behind what was wrong comes to light when that is mended. */
const ROUNDS_MAX = 4;

/** Returns the exit code: of what remains. Throws UsageError for a wrong target, and where nothing may be changed. */
export async function fixHost(options: FixArguments, terminal: Terminal): Promise<number> {
  requireMachine(options, terminal);
  const look = lookOf(options, terminal);
  const first = await lookAt(options, terminal);
  const { target, collected, wording } = first;
  const planned = plannedFor(first, options, new Set());
  const exit = async () => auditExit(await worded(target, collected, { wording }), options.failOn);
  if (options.dryRun || options.commands) {
    await writeAll(terminal.stdout, planText(planned, options, look));
    return exit();
  }
  const told = options.format === 'table' ? terminal.stdout : terminal.stderr;
  const telling: Telling = { look, told, terminal, asker: askerOn(terminal) };
  const heading = { did: 'fix', of: null, root: planned.root, home: planned.home } as const;
  const run = longRun(heading, options.journalDir ?? JOURNAL_DIR, terminal.fixWorkerFile ?? null);
  try {
    if (!(await isWanted(planned, options, telling, true)))
      return planned.steps.length === 0 ? await auditHost(options, terminal) : await exit();
    const { left, remaining } = await rounds(run, first, planned, options, telling);
    run.end();
    return remaining === EXIT.fine && left > 0 ? EXIT.incomplete : remaining;
  } finally {
    run.close();
    await telling.asker.end();
  }
}

interface Telling {
  readonly look: Look;
  readonly told: Output;
  readonly terminal: Terminal;
  readonly asker: Asker;
}

/** Until nothing is left that was not tried. The last audit is the report. */
async function rounds(
  run: LongRun,
  first: Looked,
  plan: Planned,
  options: FixArguments,
  telling: Telling,
): Promise<{ left: number; remaining: number }> {
  const { look, told, terminal } = telling;
  const tried = new Set<string>();
  let looked = first;
  let planned = plan;
  let left = 0;
  for (let round = 1; ; round += 1) {
    left += await doAll(run, planned, looked.target, options, look, told);
    for (const step of planned.steps) tried.add(aimOf(step));
    for (const each of planned.refused) tried.add(refusedAt(each));
    told.write('\n');
    const isMore = (target: Target, collected: Collected) =>
      round < ROUNDS_MAX && plannedFor({ ...looked, target, collected }, options, tried).steps.length > 0;
    const remaining = await auditUnless(isMore, options, terminal);
    if (remaining !== null) return { left, remaining };
    looked = await lookAt(options, terminal);
    planned = plannedFor(looked, options, tried);
    if (!(await isWanted(planned, options, telling, false)))
      return { left, remaining: await auditHost(options, terminal) };
  }
}

/** `tried`: what is neither done again (`aimOf`) nor refused (`refusedAt`). */
function plannedFor(
  { target, collected, wording }: Looked,
  options: FixArguments,
  tried: ReadonlySet<string>,
): Planned {
  const { host, installation } = target;
  const { steps, refused } = planOf(mendable(collected, wording), machineOf(target), {
    rules: options.rule,
    paths: options.path?.map((path) => bytesOf(path.replace(/(.)\/+$/, '$1'))),
    user: options.user === undefined ? undefined : bytesOf(options.user),
  });
  return {
    steps: tried.size === 0 ? steps : steps.filter((step) => !tried.has(aimOf(step))),
    refused: refused.filter((each) => !tried.has(refusedAt(each))),
    home: installation.home,
    root: host.source?.root ?? '',
    accounts: host.accounts,
  };
}

function refusedAt({ path, why }: Refused): string {
  return JSON.stringify([path, why]);
}

/** Shows the plan, and asks. */
async function isWanted(
  planned: Planned,
  options: FixArguments,
  { look, told, asker }: Telling,
  isFirst: boolean,
): Promise<boolean> {
  const words = FIX_WORDS[look.language];
  const count = planned.steps.length;
  await writeAll(told, planTable(planned, look));
  if (count === 0 || options.yes || (await asker.isAgreed(words.question(count)))) return count > 0;
  await writeAll(told, [`${isFirst ? words.declined : words.declinedMore}\n`]);
  return false;
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
  run: LongRun,
  { steps }: Plan,
  target: Target,
  options: FixArguments,
  look: Look,
  told: Output,
): Promise<number> {
  const { host } = target;
  const { accounts } = (await openHost(options)).host;
  const isStillUser = (name: string, uid: number) =>
    host.accounts.byName(name) === null || accounts.byName(name)?.uid === uid;
  const { results, file } = await run.go(steps, isStillUser);
  await writeAll(told, resultLines(results, look, stopCommand(target)));
  told.write(`${FIX_WORDS[look.language].journal(file)}\n`);
  return results.filter(({ did }) => did === 'left').length;
}
