/** Virtual domains that name alias itself, while qmail-getpw takes alias for no user. */
import { NOBODY } from '../qmail/trace.ts';
import type { Target } from './check.ts';
import { dotQmailNames, endOf, exampleAddress, type VirtualEntry } from './routing.ts';

export interface PassedOver {
  readonly home: string;
  /** A file that was made for the domain and is not looked for. */
  readonly file: string;
  /** The start of the names that are looked for instead. */
  readonly instead: string;
  /** Whether mail is refused, or taken by another file. */
  readonly dead: boolean;
}

/** Null where the value does not begin with alias, where alias is found as a user, or where nothing is missed (qmail-getpw.c:40). Throws CouldNotCheck. */
export function aliasPassedOver(target: Target, { key, value }: VirtualEntry): PassedOver | null {
  if (!/^alias(-|$)/i.test(value) || key.includes('@')) return null;
  const hop = target.trace(exampleAddress(key));
  if (hop.assignment?.by !== 'alias') return null;
  const { home, ext } = hop.assignment;
  const looked = safe(ext.slice(0, -NOBODY.length));
  const meant = `.qmail-${looked.replace(/^alias-/, '')}`;
  const names = dotQmailNames(target, home);
  const file =
    names.find((name) => name === `${meant}default`) ??
    names.find((name) => name.startsWith(meant) && name.endsWith('-default'));
  const taken = hop.result?.file?.name;
  if (file === undefined || taken === file) return null;
  return { home, file, instead: `.qmail-${looked}`, dead: endOf(hop) === 'dead' };
}

function safe(ext: string): string {
  return ext.toLowerCase().replaceAll('.', ':');
}
