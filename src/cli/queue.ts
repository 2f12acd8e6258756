import { Option } from 'commander';
import type { QueueArguments } from '../commands/queue.ts';
import type { Register } from './command.ts';
import { collect, colourOption, machineOptions } from './options.ts';

export const queue: Register = (program, terminal, done) => {
  const command = program
    .command('queue')
    .description('say what waits in the queue, why and until when, and what is wrong with it')
    .exitOverride();
  machineOptions(command)
    .addOption(new Option('--by <what>', 'put together what waits').choices(['reason', 'domain', 'age']))
    .addOption(
      new Option('--log <file>', 'a log, or its directory, that says what was tried (repeatable)').argParser(collect),
    )
    .option('--all', 'list every message, and trace every recipient')
    .addOption(colourOption())
    .action(async (options: QueueArguments) => {
      const { showQueue } = await import('../commands/queue.ts');
      done(await showQueue(options, terminal));
    });
};
