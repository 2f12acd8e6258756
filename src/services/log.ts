/** Programs that write logs into directories: multilog (daemontools), svlogd (runit), s6-log. */
import type { Field } from './expand.ts';
import { getopt } from './options.ts';
import type { LogService } from './types.ts';

const LOGGERS: ReadonlySet<string> = new Set<LogService['program']>(['multilog', 'svlogd', 's6-log']);

export function isLogger(name: string): name is LogService['program'] {
  return LOGGERS.has(name);
}

/** The directories of a command line as written. multilog and s6-log know them by their first character. */
export function logDirectories(program: LogService['program'], args: readonly Field[]): string[] {
  const words = program === 'multilog' ? args : getopt(args, 'tvbpe', 'rRlbndq').rest;
  const names = words.flatMap(({ text }) => (text === null || text === '' ? [] : [text]));
  const plain = names.map((name) => (name.length > 1 && name.endsWith('/') ? name.slice(0, -1) : name));
  return program === 'svlogd' ? plain : plain.filter((name) => /^[./]/.test(name));
}
