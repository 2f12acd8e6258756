/** users/assign beside users/cdb. */
import type { AssignEntry, AssignSource } from '../qmail/assign.ts';
import type { Target } from './check.ts';

/** users/assign as qmail-newu reads it; null where it is not there or no file. Throws CouldNotCheck. */
export function assignSource(target: Target): AssignSource | null {
  return target.assign();
}

/** A line of the file, by its number from 1. */
export function lineText({ text }: AssignSource, line: number): string {
  return text.split('\n', line)[line - 1] ?? '';
}

/** Each entry of users/assign with the path of the file; none where it is not there. Throws CouldNotCheck. */
export function assignEntries(target: Target): { readonly path: string; readonly entries: readonly AssignEntry[] } {
  const source = assignSource(target);
  return { path: source?.path ?? `${target.installation.home}/users/assign`, entries: source?.assign.entries ?? [] };
}

/** The local part of an address that an entry is for: of a wildcard one that it begins. */
export function assignedAddress({ local, wild }: AssignEntry, rest: string): string {
  return wild ? local + rest : local;
}

/** The program that compiles users/assign. */
export function newuOf({ installation }: Target): string {
  return `${installation.home}/bin/qmail-newu`;
}
