/** The queue as qmail installs it: whose each directory and file is, and into how many it is split (hier.c:31). */
import { join, ROOT, walk } from '../host/access.ts';
import { CouldNotCheck, type FileType, type Host } from '../host/host.ts';
import type { Installation, QmailUser } from './installation.ts';
import { isStock, type Variant } from './variant.ts';

/** A directory or file of the queue. */
export interface Part {
  /** Relative to qmail's home. */
  readonly name: string;
  readonly type: Extract<FileType, 'dir' | 'file' | 'fifo'>;
  readonly owner: QmailUser;
  readonly mode: number;
  /** Zero bytes that it begins with. */
  readonly size?: number;
}

/** Those that conf-split divides. */
export type SplitTree = 'mess' | 'info' | 'local' | 'remote';
export const SPLIT_TREES: readonly SplitTree[] = ['mess', 'info', 'local', 'remote'];

const DIRECTORIES: readonly (readonly [string, QmailUser, number])[] = [
  ['', 'qmailq', 0o750],
  ['/lock', 'qmailq', 0o750],
  ['/mess', 'qmailq', 0o750],
  ['/info', 'qmails', 0o700],
  ['/local', 'qmails', 0o700],
  ['/remote', 'qmails', 0o700],
  ['/todo', 'qmailq', 0o750],
  ['/intd', 'qmailq', 0o700],
  ['/pid', 'qmailq', 0o700],
  ['/bounce', 'qmails', 0o700],
];

const FILES: readonly Part[] = [
  { name: 'queue/lock/sendmutex', type: 'file', owner: 'qmails', mode: 0o600 },
  { name: 'queue/lock/trigger', type: 'fifo', owner: 'qmails', mode: 0o622 },
  { name: 'queue/lock/tcpto', type: 'file', owner: 'qmailr', mode: 0o644, size: 1024 },
];

/** The parts of the queue that are not numbered, in the order in which qmail meets them. */
export const QUEUE_PARTS: readonly Part[] = [
  ...DIRECTORIES.map(([name, owner, mode]): Part => ({ name: `queue${name}`, type: 'dir', owner, mode })),
  ...FILES,
];

/** How qmail installs `name`, a numbered directory like the one that it is in; null for what is none of the queue's. */
export function partOf(name: string): Part | null {
  const plain = name.replace(/\/\d+$/, '');
  const part = QUEUE_PARTS.find((each) => each.name === plain);
  if (part === undefined || (plain !== name && part.type !== 'dir')) return null;
  return { ...part, name };
}

/** What qmail installs in one of those directories, besides messages. */
export function partsIn({ name, type }: Part, split: number): Part[] {
  if (type !== 'dir' || /\/\d+$/.test(name)) return [];
  const isSplit = SPLIT_TREES.some((tree) => name === `queue/${tree}`);
  const numbered = isSplit ? Array.from({ length: split }, (_, number) => partOf(`${name}/${number}`)) : [];
  const listed = QUEUE_PARTS.filter((part) => part.name.startsWith(`${name}/`));
  return [...numbered.filter((part) => part !== null), ...listed];
}

/** Plain qmail and the patched ones that kept its accounts and its queue. */
export function hasPlainQueue(variant: Variant): boolean {
  return isStock(variant) || variant.name === 'sagredo' || variant.name === 'qmail-ldap';
}

/** Whether the ids of the accounts are numbers in the programs; else they are looked up at each start (uid.c:13). */
export function hasCompiledIds(variant: Variant): boolean {
  return variant.name !== 'notqmail';
}

/** The big-todo patch: todo/ and intd/ are split as well. */
export function hasBigTodo({ host, home }: Pick<Installation, 'host' | 'home'>): boolean {
  const first = walk(host, ROOT, `${home}/queue/todo/0`);
  return first.ok && first.stat.type === 'dir';
}

/** The numbers that name directories in one tree, ascending; null where it is missing. Throws CouldNotCheck. */
export function splitNumbers(host: Host, home: string, tree: string): number[] | null {
  const dir = walk(host, ROOT, `${home}/queue/${tree}`);
  if (!dir.ok || dir.stat.type !== 'dir') return null;
  return host
    .list(dir.path)
    .filter((name) => /^(0|[1-9]\d{0,4})$/.test(name) && host.lstat(join(dir.path, name))?.type !== 'file')
    .map(Number)
    .sort((one, other) => one - other);
}

/**
 * conf-split as the queue tells it: the count on which most of its trees agree, the larger one where they are even;
 * null without any numbered directory.
 */
export function splitOf(host: Host, home: string): number | null {
  const votes = new Map<number, number>();
  for (const tree of SPLIT_TREES) {
    const last = numbersOrNone(host, home, tree).at(-1);
    if (last !== undefined) votes.set(last + 1, (votes.get(last + 1) ?? 0) + 1);
  }
  const [best] = [...votes].sort(([one, of], [other, ofOther]) => ofOther - of || other - one);
  return best?.[0] ?? null;
}

function numbersOrNone(host: Host, home: string, tree: string): number[] {
  try {
    return splitNumbers(host, home, tree) ?? [];
  } catch (error) {
    if (error instanceof CouldNotCheck) return [];
    throw error;
  }
}
