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
