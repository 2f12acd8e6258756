import type { ExplainArguments } from '../commands/explain.ts';
import type { Register } from './command.ts';
import { colourOption, machineOptions } from './options.ts';

export const explain: Register = (program, terminal, done) => {
  const command = program
    .command('explain <text...>')
    .description('say what a line of a log, a bounce, a reply, a rule or a message id means, and why (- reads it)')
    .exitOverride();
  machineOptions(command)
    .option('--all', 'name the causes too that this host does not have')
    .addOption(colourOption())
    .action(async (words: string[], options: ExplainArguments) => {
      const { explainText } = await import('../commands/explain.ts');
      done(await explainText(words, options, terminal));
    });
};
