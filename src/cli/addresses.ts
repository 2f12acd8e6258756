import type { AddressesArguments } from '../commands/addresses.ts';
import type { Register } from './command.ts';
import { colourOption, machineOptions } from './options.ts';

export const addresses: Register = (program, terminal, done) => {
  const command = program
    .command('addresses')
    .description('list every address that is taken here, and where its mail ends')
    .exitOverride();
  machineOptions(command)
    .option('--domain <name>', 'this domain alone')
    .option('--user <name>', 'what this account answers for')
    .addOption(colourOption())
    .action(async (options: AddressesArguments & { domain?: string }) => {
      const { listAddresses } = await import('../commands/addresses.ts');
      done(await listAddresses(options.domain, options, terminal));
    });
};
