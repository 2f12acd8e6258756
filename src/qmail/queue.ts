/**
 * The queue as qmail's programs find it: a message is the files that have its number in the trees of queue/ (fmtqfn.c, INTERNALS).
 * Numbers stay decimal text, since an inode may have more digits than a double holds.
 */
import { join, ROOT, walk } from '../host/access.ts';
import { CouldNotCheck, type Host, type Opened, type Stat } from '../host/host.ts';
import { hasBigTodo, SPLIT_TREES, type SplitTree, splitNumbers } from './hierarchy.ts';
import type { Installation } from './installation.ts';

/** The trees whose files are named by the number of a message. */
export type QueueTree = SplitTree | 'todo' | 'intd' | 'bounce';

/** What one number has in the queue; null where there is nothing. */
export interface Entry {
  readonly id: string;
  /** Links followed, as every reader does. */
  readonly mess: Stat | null;
  readonly info: Opened | null;
  readonly local: Opened | null;
  readonly remote: Opened | null;
  readonly todo: Opened | null;
  readonly intd: Stat | null;
  readonly bounce: Stat | null;
  /** Its files in directories where nobody looks for them. */
  readonly misplaced: readonly QueueFile[];
}

/** A file of the queue by its place. */
export interface QueueFile {
  readonly tree: QueueTree;
  /** Relative to queue/, as qmail's log names it. */
  readonly name: string;
}

/** The names in the queue at one moment. */
export interface Listing {
  /** By tree, by directory (null: the tree itself), in the order of the directory. */
  readonly numbers: ReadonlyMap<QueueTree, ReadonlyMap<number | null, readonly string[]>>;
  /** What has a name that no message has. */
  readonly strays: readonly QueueFile[];
  /** Names in pid/. */
  readonly pids: readonly string[];
  /** Directories that could not be looked into. */
  readonly unchecked: readonly CouldNotCheck[];
}

/** A queue of one installation, found once. */
export interface Queue {
  /** One that remembers nothing. */
  readonly host: Host;
  readonly home: string;
  readonly split: number;
  readonly bigTodo: boolean;
  /** The directory of a tree, or of a number in it; links resolved. Null where there is none. Throws CouldNotCheck. */
  directory(tree: QueueTree | 'pid', number: number | null): string | null;
}

export function openQueue({ host, home, compiled }: Installation): Queue {
  const fresh = host.fresh ?? host;
  const known = new Map<string, string | null>();
  return {
    host: fresh,
    home,
    split: compiled.split,
    bigTodo: hasBigTodo({ host, home }),
    directory: (tree, number) => {
      const name = number === null ? tree : `${tree}/${number}`;
      let path = known.get(name);
      if (path === undefined) {
        const found = walk(fresh, ROOT, `${home}/queue/${name}`);
        path = found.ok && found.stat.type === 'dir' ? found.path : null;
        known.set(name, path);
      }
      return path;
    },
  };
}

/** A name as qmail makes it: no sign, no leading zero, no more digits than an unsigned long has. */
export function isNumber(name: string): boolean {
  return /^(0|[1-9]\d{0,19})$/.test(name);
}

/** In which directory the number belongs (fmtqfn.c:19). */
export function splitOfNumber(id: string, split: number): number {
  return id.length < 16 ? Number(id) % split : Number(BigInt(id) % BigInt(split));
}

/** Relative to queue/. */
export function nameOf({ split, bigTodo }: Pick<Queue, 'split' | 'bigTodo'>, tree: QueueTree, id: string): string {
  const number = isSplit(tree, bigTodo) ? `${splitOfNumber(id, split)}/` : '';
  return `${tree}/${number}${id}`;
}

export function isSplit(tree: QueueTree, bigTodo: boolean): boolean {
  return tree === 'todo' || tree === 'intd' ? bigTodo : tree !== 'bounce';
}

export const QUEUE_TREES: readonly QueueTree[] = [...SPLIT_TREES, 'todo', 'intd', 'bounce'];

/** Reads every directory of the queue once. */
export function listQueue(queue: Queue): Listing {
  const strays: QueueFile[] = [];
  const unchecked: CouldNotCheck[] = [];
  const attempt = (list: () => readonly string[]): readonly string[] => {
    try {
      return list();
    } catch (error) {
      if (!(error instanceof CouldNotCheck)) throw error;
      unchecked.push(error);
      return [];
    }
  };
  const numbers = new Map(
    QUEUE_TREES.map((tree) => {
      const directories = isSplit(tree, queue.bigTodo)
        ? attempt(() => (splitNumbers(queue.host, queue.home, tree) ?? []).map(String)).map(Number)
        : [null];
      if (directories[0] !== null)
        for (const name of attempt(() => outside(queue, tree))) strays.push({ tree, name: `${tree}/${name}` });
      const found = new Map<number | null, readonly string[]>();
      for (const number of directories) {
        const names = attempt(() => namesIn(queue, tree, number));
        const good = names.filter(isNumber);
        found.set(number, good);
        if (good.length === names.length) continue;
        const prefix = number === null ? tree : `${tree}/${number}`;
        for (const name of names) if (!isNumber(name)) strays.push({ tree, name: `${prefix}/${name}` });
      }
      return [tree, found] as const;
    }),
  );
  return { numbers, strays, pids: attempt(() => namesIn(queue, 'pid', null)), unchecked };
}

function namesIn(queue: Queue, tree: QueueTree | 'pid', number: number | null): readonly string[] {
  const path = queue.directory(tree, number);
  return path === null ? [] : queue.host.list(path);
}

/** Files beside the numbered directories. A directory there, such as lost+found, is none of the queue's. */
function outside(queue: Queue, tree: QueueTree): string[] {
  const path = queue.directory(tree, null);
  if (path === null) return [];
  return queue.host
    .list(path)
    .filter((name) => !/^\d+$/.test(name) || name.length > 5)
    .filter((name) => queue.host.lstat(join(path, name))?.type === 'file');
}

/** Lists of recipients are longer than any configuration. */
const LIST_LIMIT = 256 * 1024 * 1024;

/** Some of the trees: a bit for each of QUEUE_TREES. */
export type Trees = number;

export const NO_TREES: Trees = 0;
const ALL_TREES: Trees = (1 << QUEUE_TREES.length) - 1;
const BITS = Object.fromEntries(QUEUE_TREES.map((tree, at) => [tree, 1 << at])) as Record<QueueTree, Trees>;

export function isAmong(trees: Trees, tree: QueueTree): boolean {
  return (trees & BITS[tree]) !== 0;
}

export function withTree(trees: Trees, tree: QueueTree): Trees {
  return trees | BITS[tree];
}

/** What the number has in the trees that it was listed in, read now. Throws CouldNotCheck. */
export function readEntry(queue: Queue, id: string, misplaced: readonly QueueFile[], listed: Trees = ALL_TREES): Entry {
  const { host } = queue;
  const pathOf = (tree: QueueTree) => {
    if (!isAmong(listed, tree)) return null;
    const dir = queue.directory(tree, isSplit(tree, queue.bigTodo) ? splitOfNumber(id, queue.split) : null);
    return dir === null ? null : `${dir}/${id}`;
  };
  const stat = (tree: QueueTree) => {
    const path = pathOf(tree);
    return path === null ? null : followed(host, path);
  };
  const open = (tree: QueueTree): Opened | null => {
    const path = pathOf(tree);
    const found = path === null ? null : host.open(path, LIST_LIMIT);
    if (found === null || path === null || found.stat.type !== 'symlink') return found;
    const end = walk(host, ROOT, path);
    return end.ok ? host.open(end.path, LIST_LIMIT) : null;
  };
  // What a message gets later is looked at first, so that one that moves on meanwhile does not seem to lack it.
  return {
    id,
    bounce: stat('bounce'),
    local: open('local'),
    remote: open('remote'),
    info: open('info'),
    todo: open('todo'),
    intd: stat('intd'),
    mess: stat('mess'),
    misplaced,
  };
}

function followed(host: Host, path: string): Stat | null {
  const stat = host.lstat(path);
  if (stat?.type !== 'symlink') return stat;
  const end = walk(host, ROOT, path);
  return end.ok ? end.stat : null;
}
