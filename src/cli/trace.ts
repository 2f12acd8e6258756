import { isIP } from 'node:net';
import { InvalidArgumentError, Option } from 'commander';
import type { TraceArguments } from '../commands/trace.ts';
import type { Register } from './command.ts';
import { collect, colourOption, machineOptions } from './options.ts';

export const trace: Register = (program, terminal, done) => {
  const command = program
    .command('trace <address...>')
    .description(
      'say what qmail would do with mail for each address (- reads them from standard input, one a line, # before a remark)',
    )
    .exitOverride();
  machineOptions(command)
    .option('--sender <address>', 'envelope sender (default: someone elsewhere)')
    .option('--smtp', 'start at the SMTP server')
    .addOption(
      new Option('--client <ip>', 'the SMTP client, whose rule is looked up (implies --smtp)').argParser(clientAddress),
    )
    .option('--service <name>', 'the SMTP service whose run script has this in its path')
    .addOption(
      new Option(
        '--env <name=value>',
        'a variable that tcpserver would have set (repeatable, implies --smtp)',
      ).argParser(collect),
    )
    .addOption(colourOption())
    .action(async (addresses: string[], options: TraceArguments) => {
      const { traceAddresses } = await import('../commands/trace.ts');
      done(await traceAddresses(addresses, options, terminal));
    });
};

function clientAddress(value: string): string {
  if (isIP(value) === 0) throw new InvalidArgumentError('give an IP address, such as 203.0.113.9.');
  return value;
}
