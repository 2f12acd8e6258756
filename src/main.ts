/** The process: arguments and streams in, exit code out. */
import { reasonOf } from './host/errno.ts';
import { VERSION } from './version.ts';

const args = process.argv.slice(2);

if (args[0] === '--version' || args[0] === '-V') {
  process.stdout.write(`${VERSION}\n`);
} else {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', endWhereNobodyReads);
  const { main } = await import('./cli.ts');
  process.exitCode = await main(args, {
    env: process.env,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    decided: (exit) => {
      process.exitCode = exit;
    },
    ...(import.meta.url.endsWith('.ts')
      ? { workerFile: null }
      : {
          workerFile: new URL('./mailbox-worker.js', import.meta.url),
          fixWorkerFile: new URL('./fix-worker.cjs', import.meta.url),
        }),
  });
}

/** `qmail-lint | head` is no accident; a full disk is told in a line. */
async function endWhereNobodyReads(error: NodeJS.ErrnoException): Promise<void> {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
  const { inWords } = await import('./cli.ts');
  console.error(`qmail-lint: ${await inWords(`cannot write the report: ${reasonOf(error)}`, args, process.env)}`);
  process.exit(3);
}
