import { Option } from 'commander';
import type { AuditArguments } from '../commands/audit.ts';
import { UsageError } from '../errors.ts';
import type { Register } from './command.ts';
import { collect, collectNames, colourOption, machineOptions } from './options.ts';

export const audit: Register = (program, terminal, done) => {
  const command = program
    .command('audit [home]', { isDefault: true })
    .description('audit the qmail home (default /var/qmail)')
    .exitOverride();
  machineOptions(command, ['html'])
    .addOption(
      new Option('--domain <name>', 'a further name that is meant to be local or virtual here (repeatable)').argParser(
        collectNames,
      ),
    )
    .option('--user <name>', 'the audit for one account: its mailbox, and what concerns all')
    .addOption(
      new Option('--fail-on <severity>', 'exit 1 from this severity on')
        .choices(['error', 'warning', 'info', 'never'])
        .default('error'),
    )
    .addOption(
      new Option(
        '--log <file>',
        'a log, or its directory, to hold the findings against (repeatable; default: where the installation logs)',
      ).argParser(collect),
    )
    .option('--no-log', 'read no log')
    .option('--all', 'list every finding of a kind, and what was not asked')
    .addOption(colourOption())
    .action(async (home: string | undefined, options: AuditArguments) => {
      if (home !== undefined && options.home !== undefined)
        throw new UsageError('give the home once: as an argument or by --home');
      const { auditHost } = await import('../commands/audit.ts');
      try {
        done(await auditHost({ ...options, home: home ?? options.home }, terminal));
      } catch (error) {
        if (!(error instanceof UsageError) || home === undefined || !/^[a-z]+$/.test(home)) throw error;
        const commands = program.commands.map((each) => each.name()).join(', ');
        throw new UsageError(`${error.message}, and no command is named ${home} (there are ${commands})`);
      }
    });
  program.addHelpText('after', () => `\n${command.helpInformation()}`);
};
