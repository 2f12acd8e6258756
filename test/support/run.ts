/** The command line in this process: what is said, where, and the exit code. */
import { main } from '../../src/cli.ts';

export interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

export async function run(
  args: readonly string[],
  options: { env?: Record<string, string>; input?: string; ended?: AbortSignal } = {},
): Promise<Ran> {
  const said = { out: '', err: '' };
  const into = (key: keyof typeof said) => (text: string) => {
    said[key] += text;
    return true;
  };
  const exit = await main(args, {
    env: options.env ?? {},
    stdin: (async function* () {
      yield options.input ?? '';
    })(),
    stdout: { write: into('out') },
    stderr: { write: into('err') },
    ...(options.ended === undefined ? {} : { ended: options.ended }),
    workerFile: null,
  });
  return { exit, ...said };
}
