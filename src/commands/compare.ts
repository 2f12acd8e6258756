/** `qmail-lint compare OLD NEW`: what a move would change. */
import { statSync } from 'node:fs';
import { type ComparisonOutcome, compare } from '../audit/compare/compare.ts';
import { openTarget, type TargetOptions } from '../audit/target.ts';
import type { Target } from '../checks/check.ts';
import { UsageError } from '../errors.ts';
import { EXIT } from '../exit.ts';
import { reasonOf } from '../host/errno.ts';
import { openHost } from '../host/open.ts';
import { remembering } from '../host/remembering.ts';
import { languageOf, lookOf } from '../look.ts';
import { progressOn } from '../progress.ts';
import type { Language } from '../qmail/message.ts';
import { type Terminal, writeAll } from '../terminal.ts';
import { targetOptions } from './machine.ts';

export type SideOptions = Omit<TargetOptions, 'domains'>;

export interface CompareArguments {
  readonly all?: boolean;
  readonly color: 'auto' | 'always' | 'never';
  readonly format: 'table' | 'json' | 'markdown';
  readonly lang?: Language;
  readonly sides: { readonly old: SideOptions; readonly new: SideOptions };
}

/** `names`: an image each, or a directory that is the root of a machine. Returns the exit code. Throws UsageError for a wrong target. */
export async function compareMachines(
  names: { readonly old: string; readonly new: string },
  options: CompareArguments,
  terminal: Terminal,
): Promise<number> {
  const old = await targetIn(names.old, options.sides.old);
  const now = await targetIn(names.new, options.sides.new);
  const progress = progressOn(terminal.stderr);
  const outcome = await compare(old, now, {
    all: options.all ?? false,
    progress: (done) => progress.tell(done, old.host.accounts.all.length),
  });
  progress.clear();
  const exit = exitOf(outcome);
  terminal.decided?.(exit);
  await writeAll(terminal.stdout, await chunksOf(outcome, options, terminal));
  return exit;
}

/** No DNS: what it answers is no matter of either machine. */
async function targetIn(name: string, side: SideOptions): Promise<Target> {
  const place = isDirectory(name) ? { root: name } : { image: name };
  const { host, defaultDelivery } = await openHost({ ...place, dns: false });
  const options = targetOptions({ ...side, ...place }, defaultDelivery);
  try {
    return openTarget(remembering(host), options);
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${name}: ${error.message}`);
    throw error;
  }
}

function isDirectory(name: string): boolean {
  try {
    return statSync(name).isDirectory();
  } catch (error) {
    throw new UsageError(`${name}: ${reasonOf(error)}: give an image, or the directory that is a machine's root`);
  }
}

async function chunksOf(
  outcome: ComparisonOutcome,
  options: CompareArguments,
  terminal: Terminal,
): Promise<Iterable<string>> {
  const language = languageOf(options, terminal.env);
  if (options.format === 'json') return (await import('../report/compare-json.ts')).compareJson(outcome, language);
  if (options.format === 'markdown')
    return (await import('../report/compare-markdown.ts')).compareMarkdown(outcome, language);
  return (await import('../report/compare.ts')).compareTable(outcome, lookOf(options, terminal));
}

function exitOf({ summary, skipped }: ComparisonOutcome): number {
  if (summary.error + summary.warning > 0) return EXIT.findings;
  return skipped.length > 0 ? EXIT.incomplete : EXIT.fine;
}
