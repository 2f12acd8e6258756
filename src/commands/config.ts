/** `qmail-lint config`: the settings in force. */
import type { InForce } from '../config/in-force.ts';
import { KEYS, type Key, settingOf } from '../config/settings.ts';
import { EXIT } from '../exit.ts';
import { languageOf, lookOf } from '../look.ts';
import type { Language } from '../qmail/message.ts';
import { jsonSettings, type Setting, tableSettings } from '../report/settings.ts';
import { type Terminal, writeAll } from '../terminal.ts';

export interface ConfigArguments extends Readonly<Record<string, unknown>> {
  readonly inForce: InForce;
  readonly color: 'auto' | 'always' | 'never';
  readonly format: 'table' | 'json';
  readonly lang?: Language;
}

/** `flags`: the options that were given, by their attribute. Returns the exit code. */
export async function showConfig(
  options: ConfigArguments,
  flags: ReadonlyMap<string, string>,
  terminal: Terminal,
): Promise<number> {
  const byDefault: Partial<Record<string, unknown>> = { lang: languageOf(options, terminal.env) };
  const settings = KEYS.map((key) => settingFrom(key, options, flags) ?? unset(key, byDefault));
  const { file } = options.inForce;
  const chunks =
    options.format === 'json' ? jsonSettings(file, settings) : tableSettings(file, settings, lookOf(options, terminal));
  await writeAll(terminal.stdout, chunks);
  return EXIT.fine;
}

function settingFrom(
  { key, option }: Key,
  options: ConfigArguments,
  flags: ReadonlyMap<string, string>,
): Setting | null {
  const flag = option === undefined ? undefined : flags.get(option);
  if (option !== undefined && flag !== undefined)
    return { key, value: written(key, options[option]), from: 'flag', name: flag };
  const source = options.inForce.sources.get(key);
  return source === undefined ? null : { key, value: settingOf(options.inForce.settings, key), ...source };
}

function unset({ key, byDefault }: Key, known: Partial<Record<string, unknown>>): Setting {
  return { key, value: known[key] ?? byDefault ?? null, from: 'default' };
}

/** As it would stand in a file: numbers that are written in octal. */
function written(key: string, value: unknown): unknown {
  return key === 'patrn' ? Number(value).toString(8).padStart(3, '0') : value;
}
