/** `qmail-lint undo`: puts back what a fix changed, from its journal. */
import { resolve } from 'node:path';
import { UsageError } from '../errors.ts';
import { EXIT } from '../exit.ts';
import { JOURNAL_DIR } from '../fix/journal-dir.ts';
import { lastFix, readJournal, requireIdle } from '../fix/journal-files.ts';
import { runMany } from '../fix/many.ts';
import { undoing } from '../fix/undo.ts';
import { basename, dirname } from '../host/access.ts';
import { utf8Of } from '../host/bytes.ts';
import { openHost } from '../host/open.ts';
import { lookOf } from '../look.ts';
import type { Language } from '../qmail/message.ts';
import { planTable, resultLines } from '../report/fix.ts';
import { FIX_WORDS } from '../report/fix-words.ts';
import { type Terminal, writeAll } from '../terminal.ts';
import { isAgreed, requireLeave } from './agree.ts';

export interface UndoArguments {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly all?: boolean;
  readonly color: 'auto' | 'always' | 'never';
  readonly lang?: Language;
  readonly journalDir?: string;
}

/** Returns the exit code: 3 where something was left as it is. Throws UsageError for what is no journal. */
export async function undoFix(given: string | undefined, options: UndoArguments, terminal: Terminal): Promise<number> {
  if (!options.dryRun) requireLeave('undo', options.yes, terminal);
  const dir = options.journalDir ?? (given === undefined ? JOURNAL_DIR : dirname(resolve(given)));
  if (!options.dryRun) requireIdle(dir);
  const file = given === undefined ? lastFix(dir) : resolve(given);
  const run = readJournal(file);
  const { root, home } = run.header ?? { root: '', home: '' };
  const steps = undoing(run);
  const look = lookOf({ ...options, format: 'table' }, terminal);
  const words = FIX_WORDS[look.language];
  const { accounts } = (await openHost({ root: rootOf(root), dns: false })).host;
  terminal.stdout.write(`${words.undoOf(file)}\n`);
  await writeAll(terminal.stdout, planTable({ steps, refused: [], home, root, accounts }, look));
  if (options.dryRun || steps.length === 0) return EXIT.fine;
  if (!options.yes && !(await isAgreed(words.question(steps.length), terminal))) {
    terminal.stdout.write(`${words.declined}\n`);
    return EXIT.fine;
  }
  const heading = { did: 'undo', of: basename(file), root, home } as const;
  const { results } = await runMany(steps, heading, dir, () => true, terminal.fixWorkerFile ?? null);
  await writeAll(terminal.stdout, resultLines(results, look, null));
  return results.some(({ did }) => did === 'left') ? EXIT.incomplete : EXIT.fine;
}

/** The option that a journal's root was. Throws UsageError for bytes that no argument can have been. */
function rootOf(bytes: string): string | undefined {
  if (bytes === '') return undefined;
  const text = utf8Of(bytes);
  if (text === null) throw new UsageError('the root that the journal names is not UTF-8');
  return text;
}
