import type { UndoArguments } from '../commands/undo.ts';
import type { Register } from './command.ts';
import { journalOption } from './fix.ts';
import { colourOption, languageOption } from './options.ts';

export const undo: Register = (program, terminal, done) => {
  program
    .command('undo [journal]')
    .description('put back what --fix changed (default: what the last one did)')
    .exitOverride()
    .option('--yes', 'without asking')
    .option('--dry-run', 'only show what would be put back')
    .option('--all', 'list every step')
    .addOption(journalOption())
    .addOption(languageOption())
    .addOption(colourOption())
    .action(async (journal: string | undefined, options: UndoArguments) => {
      const { undoFix } = await import('../commands/undo.ts');
      done(await undoFix(journal, options, terminal));
    });
};
