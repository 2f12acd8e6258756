/** The tree of a qmail home: every name with its owner and mode, and what is configuration in it. */
import { basename, join, ROOT, walk } from '../host/access.ts';
import type { Host, Stat } from '../host/host.ts';
import { noteFile } from './homes.ts';
import { quietly } from './quietly.ts';

const DEPTH = 6;
const LIMIT = 4 * 1024 * 1024;
/** Nothing in them is asked for by any mail. */
const BOOKS = new Set(['doc', 'man', 'html', 'src']);
/** Read by no program of qmail. Of programs the audit reads those that tell something. */
const UNREAD = new Set(['bin', 'doc', 'man', 'html', 'src']);
/** Envelopes are what tells where waiting mail goes. The messages themselves, and what they bounce with, are not read. */
const ENVELOPES = new Set(['info', 'local', 'remote', 'todo', 'intd']);

/** Notes everything below `home`, directory by directory. */
export function* noteTree(host: Host, home: string): Generator<void> {
  const found = quietly(() => walk(host, ROOT, home), null);
  if (!found?.ok || found.stat.type !== 'dir') return;
  yield* noteDirectory(host, found.path, '', DEPTH);
  const queue = quietly(() => walk(host, ROOT, `${home}/queue`), null);
  const isElsewhere = queue?.ok && queue.stat.type === 'dir' && queue.path !== join(found.path, 'queue');
  if (isElsewhere) yield* noteDirectory(host, queue.path, 'queue', DEPTH - 1);
}

/** `within`: the first and second name below the home, as far as they are known. */
function* noteDirectory(host: Host, dir: string, within: string, depth: number): Generator<void> {
  const names = quietly(() => host.list(dir), []);
  const reads = isRead(within);
  let count = 0;
  for (const name of names) {
    const path = join(dir, name);
    const stat = quietly(() => host.lstat(path), null);
    if (stat === null) continue;
    if (stat.type !== 'dir') noteOther(host, path, stat, reads);
    else if (depth > 0 && !(within === '' && BOOKS.has(name)))
      yield* noteDirectory(host, path, within === '' ? name : `${within}/${name}`, depth - 1);
    count += 1;
    if (count % 1000 === 0) yield;
  }
  yield;
}

function noteOther(host: Host, path: string, stat: Stat, reads: boolean): void {
  if (stat.type === 'symlink') quietly(() => host.readlink(path), '');
  else if (reads && stat.type === 'file' && !isLog(path)) noteFile(host, path, LIMIT);
}

function isRead(within: string): boolean {
  const [top = '', next = ''] = within.split('/');
  return top === 'queue' ? ENVELOPES.has(next) : !UNREAD.has(top);
}

/** What multilog and its kin write, and what supervise does. */
function isLog(path: string): boolean {
  return (
    /^(current|state|lock|status|control|@[0-9a-f]{24}\.[su])$/.test(basename(path)) && !/\/control\/[^/]+$/.test(path)
  );
}

/** Whether the bytes of a file may be in an image at all: never those of a message. `queue`: where the queue really is. */
export function isConfiguration(queue: string): (path: string) => boolean {
  return (path) => {
    if (/^\/etc\/(passwd|shadow|gshadow|master\.passwd)/.test(path)) return false;
    if (/\/(cur|new|tmp)\/[^/]+$/.test(path)) return false;
    if (!path.startsWith(`${queue}/`)) return true;
    return !/^(mess|pid|bounce)\//.test(path.slice(queue.length + 1));
  };
}
