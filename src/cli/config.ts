import type { Option } from 'commander';
import type { ConfigArguments } from '../commands/config.ts';
import type { Register } from './command.ts';
import { auditOptions, colourOption } from './options.ts';

export const config: Register = (program, terminal, done) => {
  const command = program
    .command('config')
    .description('print the settings in force, and where each came from')
    .exitOverride();
  auditOptions(command)
    .addOption(colourOption())
    .action(async (options: ConfigArguments) => {
      const { showConfig } = await import('../commands/config.ts');
      const flags = command.options.filter(
        (each) => command.getOptionValueSource(each.attributeName()) === 'cli' && isMeant(each, command.opts()),
      );
      done(await showConfig(options, new Map(flags.map((each) => [each.attributeName(), each.long ?? ''])), terminal));
    });
};

/** Of `--log` and `--no-log`, which set one value, the one that was given. */
function isMeant(option: Option, values: Readonly<Record<string, unknown>>): boolean {
  return option.negate === (values[option.attributeName()] === false);
}
