import { Option } from 'commander';
import type { ChecklistArguments } from '../commands/checklist.ts';
import type { Register } from './command.ts';
import { colourOption, machineOptions } from './options.ts';

export const checklist: Register = (program, terminal, done) => {
  const command = program
    .command('checklist')
    .description('say what is left to do for a move to qmail from another mail system')
    .exitOverride();
  machineOptions(command, ['markdown', 'html'])
    .addOption(
      new Option('--from <system>', 'the mail system that is left')
        .choices(['sendmail', 'postfix', 'qmail'])
        .makeOptionMandatory(),
    )
    .option('--old <file>', 'the old machine is the image in this file (default: the machine itself)')
    .option('--old-root <dir>', "the old machine's / is this directory")
    .option('--write <dir>', 'put the proposed files of qmail into this new directory, to be looked at')
    .option('--done <file>', 'items ticked in this list, written by --format markdown, are done')
    .option('--all', 'list what is done too')
    .addOption(colourOption())
    .action(async (options: ChecklistArguments) => {
      const { showChecklist } = await import('../commands/checklist.ts');
      done(await showChecklist(options, terminal));
    });
};
