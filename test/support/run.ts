/** The command line in this process: what is said, where, and the exit code. `columns`: on a terminal of that width. */
import { main } from '../../src/cli.ts';

export interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

export async function run(
  args: readonly string[],
  options: {
    env?: Record<string, string>;
    input?: string | Buffer;
    tty?: boolean;
    ended?: AbortSignal;
    columns?: number;
  } = {},
): Promise<Ran> {
  const said = { out: '', err: '' };
  const into = (key: keyof typeof said) => (text: string) => {
    said[key] += text;
    return true;
  };
  const exit = await main(args, {
    env: options.env ?? {},
    stdin: Object.assign(inputOf(options.input ?? ''), { isTTY: options.tty ?? false }),
    stdout: { write: into('out'), ...(options.columns === undefined ? {} : { isTTY: true, columns: options.columns }) },
    stderr: { write: into('err') },
    ...(options.ended === undefined ? {} : { ended: options.ended }),
    workerFile: null,
  });
  return { exit, ...said };
}

async function* inputOf(text: string | Buffer): AsyncGenerator<string | Buffer> {
  yield text;
}
