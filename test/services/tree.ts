/** A host in memory, strict about what may be asked: no path through a link, no reading of what is no file. */
import { dirname } from '../../src/host/access.ts';
import {
  type Account,
  type Accounts,
  CouldNotCheck,
  type FileType,
  type Host,
  type Stat,
} from '../../src/host/host.ts';

export interface Node {
  readonly type?: FileType;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** Absent for a regular file: its bytes were not recorded, and reading it could not be done. */
  readonly content?: string;
  readonly target?: string;
}

export interface Tree extends Host {
  /** The paths that were read. */
  readonly reads: string[];
}

export const ACCOUNTS: readonly Account[] = [
  { name: 'root', uid: 0, gid: 0, home: '/root' },
  { name: 'qmaild', uid: 7791, gid: 2108, home: '/var/qmail' },
  { name: 'qmaill', uid: 7792, gid: 2108, home: '/var/qmail' },
  { name: 'vpopmail', uid: 89, gid: 89, home: '/home/vpopmail' },
];
const GROUPS: ReadonlyMap<string, number> = new Map([
  ['root', 0],
  ['nofiles', 2108],
  ['vchkpw', 89],
  ['mail', 8],
]);

/** A host that holds these paths; a string is a regular file with that content. Parents exist. */
export function tree(nodes: Readonly<Record<string, string | Node>>, accounts = ACCOUNTS): Tree {
  const files = new Map<string, Node>([['/', { type: 'dir' }]]);
  for (const [path, node] of Object.entries(nodes)) {
    for (let parent = dirname(path); !files.has(parent); parent = dirname(parent)) files.set(parent, { type: 'dir' });
    files.set(path, typeof node === 'string' ? { content: node } : node);
  }
  const reads: string[] = [];

  function nodeAt(path: string): Node | undefined {
    for (let parent = dirname(path); parent !== '/'; parent = dirname(parent)) {
      if (files.get(parent)?.type === 'symlink') throw new Error(`asked for ${path} through a symbolic link`);
    }
    return files.get(path);
  }

  return {
    kind: 'image',
    lacks: 'anything',
    source: null,
    accounts: accountsOf(accounts),
    dns: {
      mx: async () => ({ kind: 'not-asked' }),
      a: async () => ({ kind: 'not-asked' }),
      ptr: async () => ({ kind: 'not-asked' }),
    },
    addresses: null,
    publicAddresses: [],
    hostname: null,
    now: null,
    processes: () => null,
    mounts: () => null,
    room: () => null,
    reads,
    lstat: (path) => {
      const node = nodeAt(path);
      return node === undefined ? null : statOf(node);
    },
    readlink: (path) => nodeAt(path)?.target ?? '',
    open: (path) => {
      const node = nodeAt(path);
      return node === undefined ? null : { stat: statOf(node), text: node.content ?? null };
    },
    list: (path) => {
      const node = nodeAt(path);
      if (node?.type !== 'dir') throw new Error(`listed ${path}, which is no directory`);
      if (node.mode === 0) throw new CouldNotCheck(path, 'access denied');
      const inside = path === '/' ? '/' : `${path}/`;
      const names = [...files.keys()].filter((each) => each !== path && each.startsWith(inside));
      return [...new Set(names.map((each) => each.slice(inside.length).split('/')[0] ?? ''))];
    },
    read: (path, limit = Number.POSITIVE_INFINITY) => {
      const node = nodeAt(path);
      if (node === undefined || (node.type ?? 'file') !== 'file') throw new Error(`opened ${path}, which is no file`);
      if (node.content === undefined) throw new CouldNotCheck(path, 'its content was not recorded');
      reads.push(path);
      return node.content.slice(0, limit);
    },
  };
}

function statOf(node: Node): Stat {
  const { type = 'file', mode = type === 'dir' ? 0o755 : 0o644, uid = 0, gid = 0, content = '' } = node;
  return { type, mode, uid, gid, size: content.length };
}

function accountsOf(all: readonly Account[]): Accounts {
  return {
    all,
    groups: [...GROUPS].map(([name, gid]) => ({ name, gid })),
    incomplete: null,
    byName: (name) => {
      if (name === 'unreachable') throw new CouldNotCheck('/etc/passwd', 'the directory service does not answer');
      return all.find((account) => account.name === name) ?? null;
    },
    gidOf: (group) => GROUPS.get(group) ?? null,
    userName: (uid) => all.find((account) => account.uid === uid)?.name ?? String(uid),
    groupName: (gid) => [...GROUPS].find(([, id]) => id === gid)?.[0] ?? String(gid),
  };
}
