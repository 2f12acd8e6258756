/** A directory with a file for each variable, as envdir, s6-envdir and chpst -e read it. */
import { directoryNeed } from './needs.ts';
import { listNames, note, noteLine, readText, resolve } from './reader.ts';
import { absolute, type Run, type Setting } from './run.ts';
import type { Variable } from './variables.ts';
import type { At } from './wrappers.ts';

/** `whole`: all of a file is the value, not its first line (s6-envdir -f). `keep`: blanks at its end stay (-n). */
export interface EnvdirOptions {
  /** The program that reads it. */
  readonly by?: string;
  readonly whole?: boolean;
  readonly keep?: boolean;
}

/**
 * The setting after `envdir NAME`. An empty file unsets its variable; of others the first line counts, without blanks
 * at its end and with a newline for each NUL (envdir(8)). Names that start with a dot are passed over.
 */
export function envdir(run: Run, setting: Setting, name: string | null, at: At, options: EnvdirOptions = {}): Setting {
  const path = name === null ? null : absolute(name, setting.cwd);
  if (path === null) {
    noteLine(run.reader, at, 'a directory of variables is named by a value that is not known');
    return setting;
  }
  const found = listNames(run.reader, path);
  if (found === null) {
    if (resolve(run.reader, path)?.ok === false) directoryNeed(run, options.by ?? 'envdir', setting, name ?? '', at);
    return setting;
  }
  const env = new Map(setting.env);
  for (const entry of found.names) {
    if (entry.startsWith('.') || entry.includes('=')) continue;
    const file = readText(run.reader, `${found.path === '/' ? '' : found.path}/${entry}`);
    if (file.kind === 'file' && file.text === '') env.delete(entry);
    else if (file.kind === 'file') env.set(entry, variable(fileValue(file.text, options), file.path));
    else if (file.kind === 'other') note(run.reader, file.path, `is a ${file.type}, not a regular file`);
    if (file.kind === 'unknown' || file.kind === 'other') env.set(entry, variable(null, `${found.path}/${entry}`));
  }
  return { ...setting, env };
}

function variable(text: string | null, file: string): Variable {
  return { text, exported: true, file, line: 1, where: 'envdir', source: { file, line: 1 } };
}

function fileValue(text: string, { whole = false, keep = false }: EnvdirOptions): string {
  const end = text.indexOf('\n');
  let value = whole || end === -1 ? text : text.slice(0, end);
  if (whole && !keep && value.endsWith('\n')) value = value.slice(0, -1);
  if (!whole && !keep) value = withoutTrailingBlanks(value);
  return value.replaceAll('\0', '\n');
}

function withoutTrailingBlanks(text: string): string {
  let end = text.length;
  while (end > 0 && (text.charAt(end - 1) === ' ' || text.charAt(end - 1) === '\t')) end -= 1;
  return text.slice(0, end);
}
