import type { SnapshotArguments } from '../commands/snapshot.ts';
import type { Register } from './command.ts';
import { machineOptions } from './options.ts';

export const snapshot: Register = (program, terminal, done) => {
  const command = program
    .command('snapshot')
    .description("write a machine's mail configuration to a file that --image reads: no messages, no passwords")
    .exitOverride();
  machineOptions(command)
    .option('-o, --output <file>', 'where to; - for standard output (default: HOST.json.gz here)')
    .action(async (options: SnapshotArguments) => {
      const { takeSnapshot } = await import('../commands/snapshot.ts');
      done(await takeSnapshot(options, terminal));
    });
};
