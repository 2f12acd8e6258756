/** Options of the audit that put right what it finds. */
import type { Command } from 'commander';
import { Option } from 'commander';
import type { FixArguments } from '../commands/fix.ts';
import { UsageError } from '../errors.ts';
import { JOURNAL_DIR } from '../fix/journal-dir.ts';
import { collect } from './options.ts';

export function fixOptions(command: Command): Command {
  return command
    .option('--fix', 'put owners and modes right, as root: shows what it would change and asks')
    .option('--yes', 'with --fix: change without asking')
    .option('--dry-run', 'with --fix: only show what it would change')
    .option('--commands', 'with --fix: only print commands that would change the same')
    .addOption(new Option('--rule <id>', 'with --fix: only what this rule finds (repeatable)').argParser(collect))
    .addOption(new Option('--path <path>', 'with --fix: only there and below (repeatable)').argParser(collect))
    .addOption(journalOption());
}

export function journalOption(): Option {
  return new Option('--journal-dir <dir>', `where journals of fixes are kept (default ${JOURNAL_DIR})`);
}

/** Whether a fix is asked for. Throws UsageError for what belongs to one without it. */
export function isFix(options: FixArguments): boolean {
  const { fix, yes, dryRun, commands, rule, path } = options;
  if (fix) return true;
  const given = { '--yes': yes, '--dry-run': dryRun, '--commands': commands, '--rule': rule, '--path': path };
  const [first] = Object.entries(given).filter(([, value]) => value !== undefined);
  if (first !== undefined) throw new UsageError(`${first[0]} goes with --fix`);
  return false;
}
