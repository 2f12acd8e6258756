/** The command line: arguments to options, errors to a line and an exit code. No logic of its own. */
import { Command, CommanderError } from 'commander';
import { COMMANDS } from './cli/command.ts';
import { configure } from './cli/configure.ts';
import { UsageError } from './errors.ts';
import { EXIT } from './exit.ts';
import { textOf } from './host/bytes.ts';
import { CouldNotCheck } from './host/host.ts';
import { safeText } from './report/safe-text.ts';
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
    })
    .hook('preAction', (_, command) => configure(command, terminal.env));
  for (const register of COMMANDS) {
    register(program, terminal, (code) => {
      exit = code;
    });
  }
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.usage;
    if (error instanceof CouldNotCheck) {
      terminal.stderr.write(`qmail-lint: cannot look at ${safeText(textOf(error.path))}: ${safeText(error.reason)}\n`);
      return EXIT.incomplete;
    }
    if (error instanceof UsageError) {
      terminal.stderr.write(`qmail-lint: ${error.message.split('\n').map(safeText).join('\n')}\n`);
      return EXIT.usage;
    }
    throw error;
  }
}
