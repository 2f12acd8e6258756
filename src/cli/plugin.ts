/** `--format nagios`: monitoring takes exit code 2 for the worst that there is, so what could not be run is unknown to it. */
import { EXIT } from '../exit.ts';
import type { Terminal } from '../terminal.ts';

const UNKNOWN = 3;

/**
 * `code`: of what went wrong before anything was printed; `said`: the same for a person. Monitoring keeps standard output alone, so it is
 * said there too.
 */
export async function pluginExit(
  args: readonly string[],
  { stdout }: Terminal,
  code: number,
  said: string,
): Promise<number> {
  if (code === EXIT.fine || !isPlugin(args)) return code;
  stdout.write((await import('../report/nagios.ts')).nagiosUnknown(said));
  return UNKNOWN;
}

export function isPlugin(args: readonly string[]): boolean {
  return args.some((each, at) => each === '--format=nagios' || (each === 'nagios' && args[at - 1] === '--format'));
}
