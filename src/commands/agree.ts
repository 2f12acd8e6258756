/** What a command makes sure of before it changes anything. */
import { UsageError } from '../errors.ts';
import type { Terminal } from '../terminal.ts';

/** Throws UsageError where nothing could be changed, or where nobody can be asked and nobody has said yes. */
export function requireLeave(what: string, yes: boolean | undefined, terminal: Terminal): void {
  if (process.geteuid?.() !== 0)
    throw new UsageError(`${what} changes owners and modes: run it as root, or with --dry-run`);
  if (!yes && !terminal.stdin.isTTY)
    throw new UsageError(`${what} asks on a terminal: give --yes to change without a question, or --dry-run to look`);
}

/** Asks on the terminal, more than once. */
export interface Asker {
  /** Anything but yes is no. */
  isAgreed(question: string): Promise<boolean>;
  /** Nothing more is asked: nobody waits for the terminal. */
  end(): Promise<void>;
}

export function askerOn(terminal: Terminal): Asker {
  let answers: AsyncIterator<string | Buffer> | null = null;
  return {
    isAgreed: async (question) => {
      terminal.stderr.write(question);
      answers ??= terminal.stdin[Symbol.asyncIterator]();
      const { done, value } = await answers.next();
      return done !== true && /^\s*(y|yes|はい)\s*$/i.test(value.toString());
    },
    end: async () => {
      await answers?.return?.();
    },
  };
}

/** Asks once. */
export async function isAgreed(question: string, terminal: Terminal): Promise<boolean> {
  const asker = askerOn(terminal);
  const answer = await asker.isAgreed(question);
  await asker.end();
  return answer;
}
