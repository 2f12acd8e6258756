/** What of a home is configuration of mail: what stands for the mailbox, and the files that say where its mail goes. */
import { join, ROOT, walk } from '../host/access.ts';
import type { Account, Host } from '../host/host.ts';
import { includedIn, noteLists, OF_THE_SYSTEM, textAt } from './lists.ts';
import { quietly } from './quietly.ts';

/** Other names in a home are nobody's business. */
export const NAMES_IN_HOMES: readonly string[] = ['.qmail', '.forward'];

const STORES = ['Maildir', 'Mailbox', 'mbox'];
const PARTS = ['tmp', 'new', 'cur', 'maildirsize', 'maildirfolder'];
const LIMIT = 1024 * 1024;

export function noteHome(host: Host, { home, uid, gid }: Account): void {
  const found = quietly(() => walk(host, ROOT, home), null);
  if (!found?.ok || found.stat.type !== 'dir') return;
  const names = quietly(() => host.list(found.path), []);
  for (const name of names.filter((each) => NAMES_IN_HOMES.some((prefix) => each.startsWith(prefix))))
    noteFile(host, join(found.path, name), LIMIT);
  // Who gets his mail may stand in a list of his own.
  for (const name of names.filter((each) => each.startsWith('.forward')))
    noteLists(host, includedIn(textAt(host, join(found.path, name), LIMIT)), { uid, gid });
  for (const name of STORES) {
    const stat = quietly(() => host.lstat(join(found.path, name)), null);
    if (stat?.type === 'dir')
      for (const part of PARTS) quietly(() => host.lstat(join(join(found.path, name), part)), null);
  }
}

/** A regular file, whole; where a link points, but not what is there: whose link it is may not read it. */
export function noteFile(host: Host, path: string, limit: number): void {
  const stat = quietly(() => host.lstat(path), null);
  if (stat?.type === 'symlink') quietly(() => host.readlink(path), '');
  if (stat?.type === 'file' && stat.size <= limit && !OF_THE_SYSTEM.test(path))
    quietly(() => host.read(path, limit), '');
}
