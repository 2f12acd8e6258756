import { Option } from 'commander';
import type { CompareArguments, SideOptions } from '../commands/compare.ts';
import { VARIANTS } from '../qmail/variant.ts';
import type { Register } from './command.ts';
import { colourOption, octal, whole } from './options.ts';

interface Given extends Omit<CompareArguments, 'sides'> {
  readonly [option: string]: unknown;
}

export const compare: Register = (program, terminal, done) => {
  const command = program
    .command('compare')
    .description('say what differs between two installations: every address, accounts, owners, controls, the queue')
    .argument('<old>', 'an image that snapshot wrote, or the root directory of a machine; / is the running one')
    .argument('<new>', 'the same')
    .exitOverride();
  for (const side of ['old', 'new'])
    command
      .option(`--${side}-home <dir>`, `qmail's home on the ${side} side (default /var/qmail)`)
      .option(`--${side}-default-delivery <text>`, `what qmail-start is given on the ${side} side`)
      .addOption(new Option(`--${side}-variant <name>`, `which qmail the ${side} side has`).choices([...VARIANTS]))
      .addOption(new Option(`--${side}-patrn <octal>`, `conf-patrn of the ${side} side`).argParser(octal))
      .addOption(new Option(`--${side}-split <number>`, `conf-split of the ${side} side`).argParser(whole));
  command
    .option('--all', 'name every address, account and file of each difference')
    .addOption(new Option('--format <name>', 'output format').choices(['table', 'json', 'markdown']).default('table'))
    .addOption(new Option('--lang <language>', 'language of the report').choices(['en', 'ja']))
    .addOption(colourOption())
    .action(async (old: string, now: string, options: Given) => {
      const { compareMachines } = await import('../commands/compare.ts');
      const sides = { old: sideOf('old', options), new: sideOf('new', options) };
      done(await compareMachines({ old, new: now }, { ...options, sides }, terminal));
    });
};

/** The options of one side by their names without it. */
function sideOf(side: 'old' | 'new', options: Given): SideOptions {
  const named = ['Home', 'DefaultDelivery', 'Variant', 'Patrn', 'Split'].flatMap((name) => {
    const value = options[side + name];
    return value === undefined ? [] : [[name.charAt(0).toLowerCase() + name.slice(1), value] as const];
  });
  return Object.fromEntries(named) as SideOptions;
}
