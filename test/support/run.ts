/** The command line in this process: what is said, where, and the exit code. `columns`: on a terminal of that width. */
import { japanese } from '../../src/cli/errors-ja.ts';
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
  requireJapanese(exit, said.err, args);
  return { exit, ...said };
}

/** Errors become Japanese by their English: whatever a test brings about has its sentence there, to its end. */
function requireJapanese(exit: number, err: string, args: readonly string[]): void {
  if (exit !== 2 && !err.startsWith('qmail-lint: cannot look at ')) return;
  const english = err.trimEnd().replace(/^qmail-lint: /, '');
  const typed = [...args].sort((one, other) => other.length - one.length);
  const left = typed.reduce((text, each) => text.replaceAll(each, ''), japanese(english));
  const sentence = /(?<![\w./-])[a-z]{2,}(?: [a-z]{2,}){2,}/.exec(left);
  if (sentence !== null) throw new Error(`no Japanese (src/cli/errors-ja.ts): ${sentence[0]}, of: ${english}`);
}

async function* inputOf(text: string | Buffer): AsyncGenerator<string | Buffer> {
  yield text;
}
