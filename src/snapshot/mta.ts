/** What sendmail, Postfix and the system keep of mail: for a machine that is left, or that has an MTA beside qmail. */
import { join, ROOT, walk } from '../host/access.ts';
import type { Host } from '../host/host.ts';
import { noteFile } from './homes.ts';
import { includedIn, noteLists, textAt } from './lists.ts';
import { quietly } from './quietly.ts';

const FILES = [
  '/etc/aliases',
  '/etc/aliases.db',
  '/etc/aliases.cdb',
  '/etc/aliases.lmdb',
  '/etc/mailname',
  '/etc/hostname',
  '/etc/hosts',
  '/etc/resolv.conf',
  '/etc/nsswitch.conf',
  '/etc/login.defs',
  '/etc/fstab',
  '/etc/auto.master',
  '/etc/sendmail.cf',
  '/etc/sendmail.mc',
  '/etc/services',
];
const TREES = ['/etc/mail', '/etc/postfix', '/etc/sendmail'];
/** Where mail lies: how much, and whose, never what. */
const SPOOLS = [
  '/var/mail',
  '/var/spool/mail',
  '/var/spool/mqueue',
  '/var/spool/clientmqueue',
  '/var/spool/mqueue-client',
  ...['active', 'incoming', 'deferred', 'hold', 'maildrop', 'corrupt'].map((name) => `/var/spool/postfix/${name}`),
];
const PROGRAMS = [
  '/usr/sbin/sendmail',
  '/usr/lib/sendmail',
  '/usr/bin/mailq',
  '/usr/bin/newaliases',
  '/etc/alternatives/mta',
];
const TREE_DEPTH = 3;
const SPOOL_DEPTH = 2;
const LIMIT = 64 * 1024 * 1024;
/** Compiled maps: their source says the same, and no library here reads them. */
const COMPILED = /\.(db|dbm|lmdb|pag|dir)$/;
const NAMED_MOST = 200;

/** Whether the machine has the configuration of an MTA that is not qmail. */
export function hasOtherMta(host: Host): boolean {
  return [...TREES, '/etc/aliases', '/etc/sendmail.cf'].some((path) => quietly(() => walk(host, ROOT, path).ok, false));
}

export function* noteMta(host: Host): Generator<void> {
  const named = new Set<string>();
  // A file of aliases may have any name.
  const listsOf = (path: string) => noteLists(host, includedIn(textAt(host, path, LIMIT)));
  const read = (path: string) => {
    if (COMPILED.test(path)) return void quietly(() => host.lstat(path), null);
    noteFile(host, path, LIMIT);
    for (const other of namedIn(host, path)) if (named.size < NAMED_MOST) named.add(other);
    listsOf(path);
  };
  for (const path of FILES) {
    const found = quietly(() => walk(host, ROOT, path), null);
    if (found?.ok) read(found.path);
  }
  yield;
  for (const path of TREES) yield* noteBelow(host, path, TREE_DEPTH, read);
  for (const path of named) {
    const found = quietly(() => walk(host, ROOT, path), null);
    if (found?.ok && found.stat.uid === 0 && !COMPILED.test(path)) {
      noteFile(host, found.path, LIMIT);
      listsOf(found.path);
    } else if (!COMPILED.test(path))
      for (const end of ['.db', '.cdb', '.lmdb']) quietly(() => walk(host, ROOT, path + end), null);
  }
  yield;
  for (const path of SPOOLS) yield* noteBelow(host, path, SPOOL_DEPTH, () => {});
  for (const path of PROGRAMS) quietly(() => walk(host, ROOT, path), null);
  yield;
}

function* noteBelow(host: Host, top: string, depth: number, file: (path: string) => void): Generator<void> {
  const found = quietly(() => walk(host, ROOT, top), null);
  if (!found?.ok || found.stat.type !== 'dir') return;
  for (const name of quietly(() => host.list(found.path), [])) {
    const path = join(found.path, name);
    const stat = quietly(() => host.lstat(path), null);
    if (stat?.type === 'dir' && depth > 0) yield* noteBelow(host, path, depth - 1, file);
    else if (stat?.type === 'dir') continue;
    else if (stat !== null) file(path);
  }
  yield;
}

/** Maps and lists that a configuration names: `hash:/etc/postfix/virtual`, `:include:/etc/lists/all`, `Fw/etc/mail/local-host-names`. */
function namedIn(host: Host, path: string): string[] {
  if (!/\/(main\.cf|master\.cf|sendmail\.cf|submit\.cf|sendmail\.mc|aliases)$/.test(path)) return [];
  const text = quietly(() => host.read(path, LIMIT), '');
  return [
    ...text.matchAll(
      /(?::include:|[a-z]+:|[ \t=]|^[FKO][^\n/]*)(\/(?:etc|var\/lib|usr\/local\/etc|opt|home)\/[^\s,;:"'`}<>|)]+)/gm,
    ),
  ].map(([, named = '']) => named);
}
