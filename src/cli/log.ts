import type { LogArguments } from '../commands/log.ts';
import type { Register } from './command.ts';
import { colourOption, machineOptions } from './options.ts';

export const log: Register = (program, terminal, done) => {
  const command = program
    .command('log [file...]')
    .description("say what qmail-send's log tells (- reads standard input; default: where the installation logs)")
    .exitOverride();
  machineOptions(command)
    .option('--message <number>', 'follow the message of this number')
    .option('--recipient <address>', 'follow the messages to this recipient, as it was given or as the log has it')
    .option('--since <time>', 'from then on: 2h, 3d, yesterday, 22:00, 2026-11-24, or a time as the log has it')
    .option('--until <time>', 'until then')
    .option('--follow', 'go on with the last file as it grows: print each failure, deferral and alert as it comes')
    .option('--no-audit', 'do not look for the causes on the host')
    .option('--all', 'list every distinct report')
    .addOption(colourOption())
    .action(async (files: string[], options: LogArguments) => {
      const { readLogs } = await import('../commands/log.ts');
      done(await readLogs(files, options, terminal));
    });
};
