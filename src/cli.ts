/** The command line: arguments to options. No logic of its own. */
import { isIPv4 } from 'node:net';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { AuditArguments } from './commands/audit.ts';
import type { TraceArguments } from './commands/trace.ts';
import { UsageError } from './errors.ts';
import { EXIT } from './exit.ts';
import { bytesOf, textOf } from './host/bytes.ts';
import { CouldNotCheck } from './host/host.ts';
import { VARIANTS } from './qmail/variant.ts';
import type { Terminal } from './terminal.ts';
import { VERSION } from './version.ts';

/** Runs one command; the exit code is the result. Unknown errors are thrown. */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  let exit: number = EXIT.fine;
  const program = new Command('qmail-lint')
    .description(
      'Audits a qmail installation: what will go wrong, beside the log line it would cause and the command that mends it',
    )
    .version(VERSION, '-V, --version', 'print the version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
    });
  auditCommand(program, async (options) => {
    const { auditHost } = await import('./commands/audit.ts');
    exit = await auditHost(options, terminal);
  });
  traceCommand(program, async (addresses, options) => {
    const { traceAddresses } = await import('./commands/trace.ts');
    exit = await traceAddresses(addresses, options, terminal);
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.usage;
    if (error instanceof CouldNotCheck) {
      terminal.stderr.write(`qmail-lint: cannot look at ${textOf(error.path)}: ${error.reason}\n`);
      return EXIT.incomplete;
    }
    if (error instanceof UsageError) {
      terminal.stderr.write(`qmail-lint: ${error.message}\n`);
      return EXIT.usage;
    }
    throw error;
  }
}

function auditCommand(program: Command, run: (options: AuditArguments) => Promise<void>): void {
  const command = program
    .command('audit [home]', { isDefault: true })
    .description('audit the qmail home (default /var/qmail)')
    .exitOverride();
  machineOptions(command)
    .addOption(
      new Option('--domain <name>', 'a further name that is meant to be local or virtual here (repeatable)').argParser(
        collectNames,
      ),
    )
    .addOption(
      new Option('--fail-on <severity>', 'exit 1 from this severity on')
        .choices(['error', 'warning', 'info', 'never'])
        .default('error'),
    )
    .option('--all', 'list every finding of a kind, and what was not asked')
    .addOption(
      new Option('--color <when>', 'colours in the table').choices(['auto', 'always', 'never']).default('auto'),
    )
    .action((home: string | undefined, options: AuditArguments) => {
      if (home !== undefined && options.home !== undefined)
        throw new UsageError('give the home once: as an argument or by --home');
      return run({ ...options, home: home ?? options.home });
    });
  program.addHelpText('after', () => `\n${command.helpInformation()}`);
}

function traceCommand(program: Command, run: (addresses: string[], options: TraceArguments) => Promise<void>): void {
  const command = program
    .command('trace <address...>')
    .description('say what qmail would do with mail for each address (- reads them from standard input)')
    .exitOverride();
  machineOptions(command)
    .option('--sender <address>', 'envelope sender (default: someone elsewhere)')
    .option('--smtp', 'start at the SMTP server')
    .option('--client <ip>', 'the SMTP client, whose rule is looked up (implies --smtp)')
    .option('--service <name>', 'the SMTP service whose run script has this in its path')
    .addOption(
      new Option(
        '--env <name=value>',
        'a variable that tcpserver would have set (repeatable, implies --smtp)',
      ).argParser(collect),
    )
    .addOption(
      new Option('--color <when>', 'colours in the table').choices(['auto', 'always', 'never']).default('auto'),
    )
    .action((addresses: string[], options: TraceArguments) => run(addresses, options));
}

/** Options that every command takes which looks at a machine. */
function machineOptions(command: Command): Command {
  return command
    .option('--home <dir>', "qmail's home on that machine (default /var/qmail)")
    .option('--root <dir>', "the machine's / is this directory")
    .option('--image <file>', 'the machine is the image in this file')
    .option('--resolver <ip[:port]>', 'ask this DNS server and no other')
    .option('--no-dns', 'ask no DNS server')
    .addOption(
      new Option('--address <ip>', "an address of the machine's own interfaces (repeatable)").argParser(
        collectAddresses,
      ),
    )
    .addOption(
      new Option(
        '--public-address <ip>',
        'an address by which the world reaches it through NAT (repeatable)',
      ).argParser(collect),
    )
    .option('--default-delivery <text>', 'what qmail-start was given, such as ./Maildir/')
    .addOption(new Option('--variant <name>', 'which qmail it is').choices([...VARIANTS]))
    .addOption(new Option('--patrn <octal>', 'conf-patrn').argParser(octal))
    .addOption(new Option('--break <character>', 'conf-break').argParser(character))
    .addOption(new Option('--split <number>', 'conf-split').argParser(whole))
    .addOption(new Option('--spawn <number>', 'conf-spawn').argParser(whole))
    .addOption(new Option('--format <name>', 'output format').choices(['table', 'json']).default('table'))
    .addOption(new Option('--lang <language>', 'language of the report').choices(['en', 'ja']));
}

function collect(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}

function collectAddresses(value: string, before: string[] | undefined): string[] {
  if (!isIPv4(value)) throw new InvalidArgumentError('give an IPv4 address; qmail knows no others.');
  return collect(value, before);
}

function collectNames(value: string, before: string[] | undefined): string[] {
  if (!/^[^\s@]+$/.test(value)) throw new InvalidArgumentError('give the name of a domain.');
  return collect(value, before);
}

function whole(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError('give a whole number.');
  return Number(value);
}

/** qmail takes the first byte of conf-break; an empty one breaks no name. */
function character(value: string): string {
  if (bytesOf(value).length > 1) throw new UsageError(`--break ${value}: give one ASCII character, such as -`);
  return value;
}

function octal(value: string): number {
  if (!/^[0-7]{1,4}$/.test(value)) throw new InvalidArgumentError('give an octal number, such as 002.');
  return Number.parseInt(value, 8);
}
