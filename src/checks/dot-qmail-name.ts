/** Names of dot-qmail files, beside the addresses that they were made for. */
import { lowerCase } from '../qmail/control.ts';
import { NOBODY } from '../qmail/trace.ts';
import { backupOf } from './backup-name.ts';

const PREFIX = '.qmail-';

/** What follows `.qmail-` in the name of a file for an extension; null for any other name. */
export function extensionOf(name: string): string | null {
  return name.startsWith(PREFIX) && name !== PREFIX ? name.slice(PREFIX.length) : null;
}

/** An extension that qmail-local would look up in that file, if the name is one it can look for (qmail-local.c:566). */
export function addressedBy(ext: string): string {
  const name = isDefault(ext) ? ext.slice(0, -DEFAULT.length) + NOBODY : ext;
  return name.replaceAll(':', '.');
}

/** The same as people read it: `*` for whatever a default file takes. */
export function shownAddress(ext: string): string {
  return (isDefault(ext) ? `${ext.slice(0, -DEFAULT.length)}*` : ext).replaceAll(':', '.');
}

const DEFAULT = 'default';

function isDefault(ext: string): boolean {
  return ext === DEFAULT || ext.endsWith(`-${DEFAULT}`);
}

export interface Misnamed {
  readonly why: 'capitals' | 'dot' | 'leftover';
  /** The name that would be looked for. */
  readonly safe: string;
}

/** Why no address leads to a file of that name; null where one does. `names`: all in its home. */
export function misnamed(name: string, names: ReadonlySet<string>): Misnamed | null {
  const usable = lowerCase(name);
  const safe = PREFIX + usable.slice(PREFIX.length).replaceAll('.', ':');
  if (safe === name) return null;
  const isCopy = backupOf(name) !== null || names.has(safe) || names.has(name.slice(0, name.lastIndexOf('.')));
  return { why: isCopy ? 'leftover' : usable === name ? 'dot' : 'capitals', safe };
}
