/** Whether control files are there as qmail sees it: a link to nothing is not. */
import { ROOT, walk } from '../host/access.ts';
import type { Target } from './check.ts';

/** Throws CouldNotCheck. */
export function isAbsent(target: Target, name: string): boolean {
  return target.control(name).state === 'absent';
}

/** Throws CouldNotCheck. */
export function hasControlDir({ installation: { host, home } }: Target): boolean {
  const dir = walk(host, ROOT, `${home}/control`);
  return dir.ok && dir.stat.type === 'dir';
}

/** Without these, mail is relayed for anybody, kept nowhere or sent elsewhere: a broken one is to be replaced, not only removed. */
const KEPT: ReadonlySet<string> = new Set(['me', 'rcpthosts', 'locals', 'virtualdomains']);

export function isNeeded({ name }: { readonly name: string }): boolean {
  return KEPT.has(name);
}
