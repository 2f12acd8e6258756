import { Option } from 'commander';
import type { FixArguments } from '../commands/fix.ts';
import { UsageError } from '../errors.ts';
import { AUDIT_FORMATS } from '../formats.ts';
import type { Ahead } from '../host/threads.ts';
import type { Register } from './command.ts';
import { fixOptions, isFix } from './fix.ts';
import { auditOptions, colourOption } from './options.ts';
import { collectOutputs, fileMode } from './outputs.ts';

export const audit: Register = (program, terminal, done) => {
  const command = program
    .command('audit [home]', { isDefault: true })
    .description('audit the qmail home (default /var/qmail)')
    .exitOverride();
  fixOptions(auditOptions(command, AUDIT_FORMATS))
    .addOption(
      new Option('--output <format=file>', 'write the report to a file too (repeatable)').argParser(collectOutputs),
    )
    .addOption(new Option('--output-mode <octal>', 'mode of these files (default 600)').argParser(fileMode))
    .option('--update-baseline', 'take all findings into that file, and what is mended out of it')
    .option('--all', 'list every finding of a kind, and what was not asked')
    .option('--mail', 'mail what has changed to those whom the configuration names')
    .addOption(colourOption())
    .action(async (home: string | undefined, options: FixArguments) => {
      if (home !== undefined && command.getOptionValueSource('home') === 'cli')
        throw new UsageError('give the home once: as an argument or by --home');
      const isGiven = (name: string) => command.getOptionValueSource(name) === 'cli';
      const mails = { mails: isGiven('mail') || isGiven('mailTo'), printed: isGiven('format') };
      if (!mails.mails && isGiven('heartbeat')) throw new UsageError('--heartbeat goes with --mail-to or --mail');
      // They come up while the rest is loaded.
      const ahead = isFix(options) ? undefined : await threadsAhead(options, terminal.workerFile);
      const run = isFix(options)
        ? (await import('../commands/fix.ts')).fixHost
        : (await import('../commands/audit.ts')).auditHost;
      try {
        done(await run({ ...options, ...mails, home: home ?? options.home }, { ...terminal, ahead }));
      } catch (error) {
        if (!(error instanceof UsageError) || home === undefined || !/^[a-z]+$/.test(home)) throw error;
        const commands = program.commands.map((each) => each.name()).join(', ');
        throw new UsageError(`${error.message}, and no command is named ${home} (there are ${commands})`);
      }
    });
  program.addHelpText('after', () => `\n${command.helpInformation()}`);
};

async function threadsAhead({ root, image, user, domain }: FixArguments, file: URL | null): Promise<Ahead | undefined> {
  if (file === null || image !== undefined || user !== undefined || domain !== undefined) return undefined;
  return (await import('../host/ahead.ts')).aheadFor(root ?? '/', file);
}
