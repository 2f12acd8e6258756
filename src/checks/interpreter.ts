/** The first line of a script, as execve(2) reads it. */
import type { Walk } from '../host/access.ts';
import type { Host } from '../host/host.ts';
import { tried } from './tried.ts';

/** No script is larger. */
const SCRIPT_LIMIT = 256 * 1024;

/** The path of the interpreter that a script names, which starts where the script does unless it is absolute; null for what is no script, or whose bytes were not recorded. */
export function interpreterOf(host: Host, found: Extract<Walk, { ok: true }>): string | null {
  const text = tried(() => firstBytes(host, found));
  return /^#![ \t]*([^ \t\n]+)/.exec(typeof text === 'string' ? text : '')?.[1] ?? null;
}

/** What a program begins with; null for what is no file or larger than any script. Throws CouldNotCheck. */
export function firstBytes(host: Host, { path, stat }: Extract<Walk, { ok: true }>): string | null {
  return stat.type === 'file' && stat.size <= SCRIPT_LIMIT ? host.read(path) : null;
}
