/** In which language a person is told of an error, or how a command is used: before the command line has been read. */
import { DEFAULT_FILE, fileAsked } from '../config/in-force.ts';
import { languageOf } from '../look.ts';
import type { Language } from '../qmail/message.ts';
import type { Terminal } from '../terminal.ts';
import { isPlugin } from './plugin.ts';

/** The command line, the environment, the configuration (a damaged one too, where it says so), the locale: the first that says it. */
export async function languageAsked(
  args: readonly string[],
  env: Terminal['env'],
  byDefault = DEFAULT_FILE,
): Promise<Language> {
  const said =
    languageIn(givenAs(args, 'lang')) ?? languageIn(env['QMAIL_LINT_LANG']) ?? (await inFile(args, env, byDefault));
  const lang = said === null ? {} : { lang: said };
  return languageOf({ format: isPlugin(args) ? 'nagios' : 'table', ...lang }, env);
}

async function inFile(args: readonly string[], env: Terminal['env'], byDefault: string): Promise<Language | null> {
  const config = args.includes('--no-config') ? false : givenAs(args, 'config');
  const elsewhere = givenAs(args, 'root') !== undefined || givenAs(args, 'image') !== undefined;
  const path = fileAsked({ config, elsewhere }, env, byDefault);
  return path === null ? null : (await import('../config/read.ts')).languageSaid(path);
}

function languageIn(text: string | undefined): Language | null {
  return text === 'en' || text === 'ja' ? text : null;
}

/** Of `--name VALUE` or `--name=VALUE`. */
function givenAs(args: readonly string[], name: string): string | undefined {
  const at = args.findIndex((each) => each === `--${name}` || each.startsWith(`--${name}=`));
  const given = args[at];
  return given === `--${name}` ? args[at + 1] : given?.slice(name.length + 3);
}
