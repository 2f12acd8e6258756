/** `--format nagios`: monitoring takes exit code 2 for the worst that there is, so what could not be run is unknown to it. */
import { EXIT } from '../exit.ts';
import type { Terminal } from '../terminal.ts';

const UNKNOWN = 3;

/** `code`: of what went wrong before anything was printed. */
export function pluginExit(args: readonly string[], { stdout }: Terminal, code: number): number {
  if (code === EXIT.fine || !isPlugin(args)) return code;
  stdout.write('QMAIL UNKNOWN - qmail-lint could not look: its error output says why\n');
  return UNKNOWN;
}

function isPlugin(args: readonly string[]): boolean {
  return args.some((each, at) => each === '--format=nagios' || (each === 'nagios' && args[at - 1] === '--format'));
}
