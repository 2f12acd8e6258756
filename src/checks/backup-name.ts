/** Names that editors, package managers and people give to copies. */
import { controlOf } from '../qmail/controls.ts';
import { VARIANT_CONTROLS } from '../qmail/variant-controls.ts';

const ENDINGS =
  /^(.+)(~|\.(bak|backup|bk|bck|orig|old|save|saved|rej|rpmsave|rpmnew|rpmorig|dpkg-(old|dist|new|tmp|bak)|ucf-(old|dist|new)|swp|swo))$/i;

/** The name of the file that `name` is a copy of, or null where it is none. */
export function backupOf(name: string): string | null {
  const swap = /^\.(.+)\.sw[a-p]$/.exec(name) ?? /^#(.+)#$/.exec(name) ?? /^\.#(.+)$/.exec(name);
  if (swap !== null) return swap[1] ?? null;
  const ending = ENDINGS.exec(name);
  if (ending !== null) return ending[1] ?? null;
  // A number, a date or a word after a known name.
  const copy = /^(.+?)([-._][-._0-9a-z]+|[0-9]+)$/i.exec(name)?.[1];
  if (copy === undefined || controlOf(name) !== null || VARIANT_CONTROLS.has(name)) return null;
  return controlOf(copy) === null ? null : copy;
}
