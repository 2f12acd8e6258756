/** The command line: arguments to options, errors to a line and an exit code. No logic of its own. */
import { Command, CommanderError } from 'commander';
import { COMMANDS } from './cli/command.ts';
import { configure } from './cli/configure.ts';
import { languageAsked } from './cli/language.ts';
import { pluginExit } from './cli/plugin.ts';
import { UsageError } from './errors.ts';
import { EXIT } from './exit.ts';
import { textOf } from './host/bytes.ts';
import { CouldNotCheck } from './host/host.ts';
import { safeText } from './report/safe-text.ts';
import type { Terminal } from './terminal.ts';
import { VERSION } from './version.ts';

const HELP = new Set(['-h', '--help', 'help']);

/** Runs one command; the exit code is the result. Unknown errors are thrown. */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  let exit: number = EXIT.fine;
  const errors: string[] = [];
  const program = new Command('qmail-lint')
    .description(
      'Audits a qmail installation: what will go wrong, beside the log line it would cause and the command that mends it',
    )
    .version(VERSION, '-V, --version', 'print the version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => errors.push(text),
    })
    .hook('preAction', (_, command) => configure(command, terminal.env));
  for (const register of COMMANDS) {
    register(program, terminal, (code) => {
      exit = code;
    });
  }
  if (args.some((each) => HELP.has(each)) && (await languageAsked(args, terminal.env)) === 'ja')
    (await import('./cli/help-ja.ts')).helpInJapanese(program);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exit;
  } catch (error) {
    const said = await sentenceOf(error, errors, args, terminal.env);
    if (said === null) throw error;
    if (said !== '') terminal.stderr.write(`${said.split('\n').map(safeText).join('\n')}\n`);
    return pluginExit(args, terminal, exitOf(error), said);
  }
}

/** What a person is told; null for a defect of ours, which is thrown on. `errors`: what commander wrote. */
async function sentenceOf(
  error: unknown,
  errors: readonly string[],
  args: readonly string[],
  env: Terminal['env'],
): Promise<string | null> {
  if (error instanceof CommanderError) return inWords(errors.join('').trimEnd(), args, env);
  const english =
    error instanceof CouldNotCheck
      ? `cannot look at ${textOf(error.path)}: ${error.reason}`
      : error instanceof UsageError
        ? error.message
        : null;
  return english === null ? null : `qmail-lint: ${await inWords(english, args, env)}`;
}

/** The error in the language of the one who typed `args`. */
export async function inWords(english: string, args: readonly string[], env: Terminal['env']): Promise<string> {
  if (english === '' || (await languageAsked(args, env)) === 'en') return english;
  return (await import('./cli/errors-ja.ts')).japanese(english);
}

function exitOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.usage;
  return error instanceof CouldNotCheck ? EXIT.incomplete : EXIT.usage;
}
