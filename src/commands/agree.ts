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

/** Asks on the terminal. Anything but yes is no. */
export async function isAgreed(question: string, terminal: Terminal): Promise<boolean> {
  terminal.stderr.write(question);
  for await (const chunk of terminal.stdin) return /^\s*(y|yes|はい)\s*$/i.test(chunk.toString());
  return false;
}
