/** `:include:` lists: who gets the mail of an alias or a forward file stands in them. */
import { type Credentials, ROOT, walk } from '../host/access.ts';
import type { Host } from '../host/host.ts';
import { readOld } from '../migrate/old-text.ts';
import { quietly } from './quietly.ts';

/** Passwords of the system: nothing of mail stands in them, whatever names them. */
export const OF_THE_SYSTEM = /^\/etc\/(shadow|gshadow|master\.passwd)/;
/** Of one alias file or forward file, lists within lists among them. */
const MOST = 2000;
/** Bytes. */
const LIMIT = 16 * 1024 * 1024;

/** What is in a regular file that may be read; else nothing. */
export function textAt(host: Host, path: string, limit: number): string {
  const stat = quietly(() => host.lstat(path), null);
  if (stat?.type !== 'file' || stat.size > limit || OF_THE_SYSTEM.test(path)) return '';
  return quietly(() => host.read(path, limit), '');
}

/** The lists that a text names. */
export function includedIn(text: string): string[] {
  return [...text.matchAll(/:include:\s*(\/[^\s,;"'`<>|)]+)/g)].map(([, path = '']) => path);
}

/**
 * Has lists read, and those that they name, as the checklist reads them: with the rights of `who`, by default of
 * whoever decides what lies there.
 */
export function noteLists(host: Host, paths: readonly string[], who?: Credentials): void {
  const all = new Set(paths);
  for (const path of all) for (const inner of read(host, path, who)) if (all.size < MOST) all.add(inner);
}

function read(host: Host, path: string, who: Credentials | undefined): string[] {
  const found = quietly(() => walk(host, ROOT, path), null);
  if (!found?.ok || found.stat.type !== 'file' || found.stat.size > LIMIT || OF_THE_SYSTEM.test(found.path)) return [];
  const text = quietly(() => readOld(host, path, who), null);
  return text?.state === 'present' ? includedIn(text.text) : [];
}
