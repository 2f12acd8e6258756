/** The command line: arguments to options, errors to a line and an exit code. No logic of its own. */
import { Command, CommanderError } from 'commander';
import { COMMANDS } from './cli/command.ts';
import { configure } from './cli/configure.ts';
import { pluginExit } from './cli/plugin.ts';
import { UsageError } from './errors.ts';
import { EXIT } from './exit.ts';
import { textOf } from './host/bytes.ts';
import { CouldNotCheck } from './host/host.ts';
import { languageOf } from './look.ts';
import type { Language } from './qmail/message.ts';
import { safeText } from './report/safe-text.ts';
import type { Terminal } from './terminal.ts';
import { VERSION } from './version.ts';

/** Runs one command; the exit code is the result. Unknown errors are thrown. */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  let exit: number = EXIT.fine;
  const errors: string[] = [];
  const language = languageAsked(args, terminal.env);
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
  if (language === 'ja' && args.some((each) => ['-h', '--help', 'help'].includes(each)))
    (await import('./cli/help-ja.ts')).helpInJapanese(program);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exit;
  } catch (error) {
    const said = await sentenceOf(error, errors, language);
    if (said === null) throw error;
    if (said !== '') terminal.stderr.write(`${said.split('\n').map(safeText).join('\n')}\n`);
    return pluginExit(args, terminal, exitOf(error));
  }
}

/** As the command line or the locale has it: an error may come before anything else is known. */
function languageAsked(args: readonly string[], env: Terminal['env']): Language {
  const [, lang] = /(?:^|\0)--lang[\0=](en|ja)(?:\0|$)/.exec(args.join('\0')) ?? [];
  return languageOf({ format: 'table', ...(lang === undefined ? {} : { lang: lang as Language }) }, env);
}

/** What a person is told; null for a defect of ours, which is thrown on. `errors`: what commander wrote. */
async function sentenceOf(error: unknown, errors: readonly string[], language: Language): Promise<string | null> {
  const english =
    error instanceof CommanderError
      ? errors.join('').trimEnd()
      : error instanceof CouldNotCheck
        ? `cannot look at ${textOf(error.path)}: ${error.reason}`
        : error instanceof UsageError
          ? error.message
          : null;
  if (english === null || english === '') return english;
  const text = language === 'ja' ? (await import('./cli/errors-ja.ts')).japanese(english) : english;
  return error instanceof CommanderError ? text : `qmail-lint: ${text}`;
}

function exitOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.usage;
  return error instanceof CouldNotCheck ? EXIT.incomplete : EXIT.usage;
}
