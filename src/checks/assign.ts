/** users/assign beside users/cdb. */
import { openRead, ROOT } from '../host/access.ts';
import { type Assign, type AssignEntry, parseAssign } from '../qmail/assign.ts';
import type { Target } from './check.ts';

export interface AssignSource {
  /** Absolute. */
  readonly path: string;
  readonly assign: Assign;
}

const LIMIT = 256 * 1024 * 1024;

/** users/assign as qmail-newu reads it; null where it is not there or no file. Throws CouldNotCheck. */
export function assignSource({ host, installation }: Target): AssignSource | null {
  const path = `${installation.home}/users/assign`;
  const opened = openRead(host, ROOT, path);
  if (!opened.ok || opened.stat.type !== 'file') return null;
  return { path, assign: parseAssign(host.read(opened.path, LIMIT)) };
}

/** The local part of an address that an entry is for: of a wildcard one that it begins. */
export function assignedAddress({ local, wild }: AssignEntry, rest: string): string {
  return wild ? local + rest : local;
}
