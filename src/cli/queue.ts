import { Option } from 'commander';
import type { QueueArguments } from '../commands/queue.ts';
import { UsageError } from '../errors.ts';
import type { Register } from './command.ts';
import { collect, colourOption, count, machineOptions } from './options.ts';

export const queue: Register = (program, terminal, done) => {
  const command = program
    .command('queue')
    .description('say what waits in the queue, why and until when, and what is wrong with it')
    .exitOverride();
  machineOptions(command, ['nagios'])
    .addOption(new Option('--by <what>', 'put together what waits').choices(['reason', 'domain', 'age']))
    .addOption(
      new Option(
        '--log <file>',
        'a log, or its directory, that says what was tried (repeatable; default: where the installation logs)',
      ).argParser(collect),
    )
    .option('--no-log', 'read no log')
    .addOption(
      new Option('--warning <number>', 'with --format nagios: a warning above so many messages').argParser(count),
    )
    .addOption(new Option('--critical <number>', 'with --format nagios: critical above so many').argParser(count))
    .option('--all', 'list every message, and trace every recipient')
    .addOption(colourOption())
    .action(async (options: QueueArguments) => {
      const isGiven = (name: string) => command.getOptionValueSource(name) === 'cli';
      if (options.format !== 'nagios' && (isGiven('warning') || isGiven('critical')))
        throw new UsageError('--warning and --critical belong to --format nagios');
      const { showQueue } = await import('../commands/queue.ts');
      done(await showQueue(options, terminal));
    });
};
