/** How a report looks: language, width, colour. */
import { isForPrograms } from './formats.ts';
import type { Language } from './qmail/message.ts';
import type { Look } from './report/format.ts';
import type { Terminal } from './terminal.ts';

interface LookOptions {
  readonly all?: boolean;
  readonly color: 'auto' | 'always' | 'never';
  readonly format: string;
  readonly lang?: Language;
}

const WIDTH = 80;
const WIDEST = 100;
const NARROWEST = 40;

/** For a file: plain, and as wide as a mail. */
export function fileLook(options: Pick<LookOptions, 'all' | 'format' | 'lang'>, env: Terminal['env']): Look {
  return { language: languageOf(options, env), width: WIDTH, piped: true, colour: false, all: options.all ?? false };
}

export function lookOf(options: LookOptions, terminal: Terminal): Look {
  const columns = terminal.stdout.columns ?? (Number(terminal.env.COLUMNS) || WIDTH);
  return {
    language: languageOf(options, terminal.env),
    width: Math.min(Math.max(columns, NARROWEST), WIDEST),
    piped: terminal.stdout.isTTY !== true,
    colour: colourOf(options.color, terminal),
    all: options.all ?? false,
  };
}

/** The flag, then NO_COLOR, then FORCE_COLOR, then whether a person is looking. */
function colourOf(flag: LookOptions['color'], { env, stdout }: Terminal): boolean {
  if (flag !== 'auto') return flag === 'always';
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return stdout.isTTY === true && env.TERM !== 'dumb';
}

/** The flag, else the locale; programs get English. */
export function languageOf(options: Pick<LookOptions, 'format' | 'lang'>, env: Terminal['env']): Language {
  if (options.lang !== undefined) return options.lang;
  if (isForPrograms(options.format)) return 'en';
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return locale.startsWith('ja') ? 'ja' : 'en';
}
