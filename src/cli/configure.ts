/** Gives a command the settings that its own options leave open: from the environment, then from the configuration. */
import { type Command, InvalidArgumentError, type Option } from 'commander';
import { inForce } from '../config/in-force.ts';
import { KEYS, settingOf } from '../config/settings.ts';
import { UsageError } from '../errors.ts';

/** The command's options then hold `inForce` too. Throws UsageError for a configuration that is wrong or could be written to by others. */
export async function configure(command: Command, env: Readonly<Record<string, string | undefined>>): Promise<void> {
  const options = new Map(command.options.map((option) => [option.attributeName(), option]));
  if (!options.has('config')) return;
  const { config, root, image } = command.opts();
  const force = await inForce({ config, elsewhere: root !== undefined || image !== undefined }, env);
  command.setOptionValueWithSource('inForce', force, 'config');
  for (const { key, option: name } of KEYS) {
    const value = settingOf(force.settings, key);
    const option = options.get(name ?? '');
    if (name === undefined || option === undefined || value === undefined) continue;
    if (command.getOptionValueSource(name) === 'cli') continue;
    command.setOptionValueWithSource(name, parsed(option, value, key), 'config');
  }
}

/** As if it had been written on the command line. */
function parsed(option: Option, value: unknown, key: string): unknown {
  if (typeof value === 'boolean' || option.parseArg === undefined) return value;
  try {
    if (!Array.isArray(value)) return option.parseArg(String(value), undefined);
    return value.reduce((before, each) => option.parseArg?.(each, before), undefined);
  } catch (error) {
    if (error instanceof InvalidArgumentError) throw new UsageError(`${key}: ${error.message}`);
    throw error;
  }
}
