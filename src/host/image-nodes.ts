/** The files of an image by their paths, half a million of them in little room: numbers in arrays, what many have in common once. */
import { dirname } from './access.ts';
import { bytesOf } from './bytes.ts';
import type { FileType, Stat } from './host.ts';
import type { ImageFile, ImageText } from './image-format.ts';

export interface Node {
  readonly stat: Stat;
  readonly content: string | null;
  readonly target: string | null;
  readonly listed: ImageFile['listed'];
  readonly unread: string | undefined;
  /** Names that a directory is known to lack. */
  readonly absent: readonly string[] | undefined;
}

export interface Nodes {
  get(path: string): Node | undefined;
  /** What a directory holds. */
  names(path: string): string[];
  /** Whether any file has a device. */
  hasDevices(): boolean;
}

/** Whom a name or a number of an image means. */
export interface Ids {
  uid(owner: string | number): number;
  gid(group: string | number): number;
}

export interface Planting {
  /** Adds a file, or what a snapshot learnt more of a path later. */
  plant(file: ImageFile): void;
  /** All that was planted, with its parents (root, 0755). */
  nodes(ids: Ids): Nodes;
}

export function bytesIn(text: ImageText): string {
  return typeof text === 'string' ? bytesOf(text) : Buffer.from(text.base64, 'base64').toString('latin1');
}

const TYPES: readonly FileType[] = ['dir', 'file', 'symlink', 'fifo', 'socket', 'device'];

type Common = Pick<Node, 'listed' | 'unread' | 'absent'>;

/** Stands for a number that was not recorded. */
const NONE = Number.NaN;

export function planting(): Planting {
  const byPath = new Map<string, number>();
  const rows = table();
  const owners = numbered<string | number>();
  const groups = numbered<string | number>();
  const commons = numbered<Common>((common) => JSON.stringify([common.listed, common.unread, common.absent]));
  const contents = new Map<number, string>();
  const targets = new Map<number, string>();
  const atimes = new Map<number, number>();
  const devices = new Map<number, number>();

  const add = (path: string): number => {
    const at = byPath.size;
    byPath.set(path, at);
    rows.roomFor(at);
    rows.mode[at] = 0o755;
    rows.owner[at] = owners.of(0);
    rows.group[at] = groups.of(0);
    rows.common[at] = commons.of(NOTHING_KNOWN);
    rows.mtime[at] = NONE;
    rows.inode[at] = NONE;
    if (path !== '/') hold(at, path);
    return at;
  };
  const hold = (at: number, path: string) => {
    const parent = byPath.get(dirname(path)) ?? add(dirname(path));
    rows.sibling[at] = rows.child[parent] ?? 0;
    rows.child[parent] = at;
  };
  const plant = (file: ImageFile) => {
    const path = file.pathBase64 === undefined ? bytesOf(file.path) : bytesIn({ base64: file.pathBase64 });
    const at = byPath.get(path) ?? add(path);
    const content = contentOf(file) ?? contents.get(at);
    const target = targetOf(file) ?? targets.get(at);
    if (content !== undefined) contents.set(at, content);
    if (target !== undefined) targets.set(at, target);
    if (file.atime !== undefined) atimes.set(at, file.atime);
    if (file.device !== undefined) devices.set(at, file.device);
    rows.type[at] = TYPES.indexOf(file.type);
    rows.mode[at] = Number.parseInt(file.mode, 8);
    rows.owner[at] = owners.of(file.owner);
    rows.group[at] = groups.of(file.group);
    rows.size[at] = file.size ?? content?.length ?? 0;
    rows.mtime[at] = file.mtime ?? NONE;
    rows.inode[at] = file.inode ?? NONE;
    if (tellsMore(file)) rows.common[at] = commons.of(learnt(file, commons.at(rows.common[at] ?? 0)));
  };
  add('/');

  const statAt = (at: number, ids: Ids): Stat => {
    const stat: { -readonly [key in keyof Stat]: Stat[key] } = {
      type: TYPES[rows.type[at] ?? 0] ?? 'dir',
      mode: rows.mode[at] ?? 0,
      uid: ids.uid(owners.at(rows.owner[at] ?? 0)),
      gid: ids.gid(groups.at(rows.group[at] ?? 0)),
      size: rows.size[at] ?? 0,
    };
    const [mtime = NONE, inode = NONE] = [rows.mtime[at], rows.inode[at]];
    const [atime, device] = [atimes.get(at), devices.get(at)];
    if (!Number.isNaN(mtime)) stat.mtime = mtime;
    if (atime !== undefined) stat.atime = atime;
    if (!Number.isNaN(inode)) stat.inode = inode;
    if (device !== undefined) stat.device = device;
    return stat;
  };
  const namesAt = (at: number, paths: readonly string[]): string[] => {
    const names: string[] = [];
    for (let each = rows.child[at] ?? 0; each !== 0; each = rows.sibling[each] ?? 0) {
      const path = paths[each] ?? '';
      names.push(path.slice(path.lastIndexOf('/') + 1));
    }
    return names.reverse();
  };
  return {
    plant,
    nodes: (ids) => {
      const paths = [...byPath.keys()];
      return {
        get: (path) => {
          const at = byPath.get(path);
          if (at === undefined) return undefined;
          const { listed, unread, absent } = commons.at(rows.common[at] ?? 0);
          const [content = null, target = null] = [contents.get(at), targets.get(at)];
          return { stat: statAt(at, ids), content, target, listed, unread, absent };
        },
        names: (path) => {
          const at = byPath.get(path);
          return at === undefined ? [] : namesAt(at, paths);
        },
        hasDevices: () => devices.size > 0,
      };
    },
  };
}

const NOTHING_KNOWN: Common = { listed: undefined, unread: undefined, absent: undefined };

function tellsMore({ listed, unread, absent }: ImageFile): boolean {
  return listed !== undefined || unread !== undefined || absent !== undefined;
}

function learnt({ listed, unread, absent }: ImageFile, before: Common): Common {
  return {
    listed: listed ?? before.listed,
    unread: unread ?? before.unread,
    absent: absent === undefined ? before.absent : [...(before.absent ?? []), ...absent.map(bytesIn)],
  };
}

function targetOf({ target, targetBase64 }: ImageFile): string | undefined {
  if (targetBase64 !== undefined) return bytesIn({ base64: targetBase64 });
  return target === undefined ? undefined : bytesOf(target);
}

function contentOf(file: ImageFile): string | undefined {
  if (file.base64 !== undefined) return bytesIn({ base64: file.base64 });
  return file.content === undefined ? undefined : bytesOf(file.content);
}

/** Values by a small number each, the same for the same. */
function numbered<T>(key: (value: T) => unknown = (value) => value): { of(value: T): number; at(index: number): T } {
  const known = new Map<unknown, number>();
  const all: T[] = [];
  return {
    of: (value) => {
      const name = key(value);
      const before = known.get(name);
      if (before !== undefined) return before;
      known.set(name, all.length);
      return all.push(value) - 1;
    },
    at: (index) => all[index] as T,
  };
}

const FIRST_ROWS = 1024;

/** A row for each file; it grows by doubling. `child`: the last row in a directory, `sibling`: the one before it; 0: none. */
function table() {
  const rows = {
    type: new Uint8Array(FIRST_ROWS),
    mode: new Uint16Array(FIRST_ROWS),
    owner: new Uint32Array(FIRST_ROWS),
    group: new Uint32Array(FIRST_ROWS),
    common: new Uint32Array(FIRST_ROWS),
    child: new Uint32Array(FIRST_ROWS),
    sibling: new Uint32Array(FIRST_ROWS),
    size: new Float64Array(FIRST_ROWS),
    mtime: new Float64Array(FIRST_ROWS),
    inode: new Float64Array(FIRST_ROWS),
    roomFor: (index: number) => {
      if (index < rows.type.length) return;
      const length = rows.type.length * 2;
      rows.type = grown(rows.type, new Uint8Array(length));
      rows.mode = grown(rows.mode, new Uint16Array(length));
      for (const name of ['owner', 'group', 'common', 'child', 'sibling'] as const)
        rows[name] = grown(rows[name], new Uint32Array(length));
      for (const name of ['size', 'mtime', 'inode'] as const) rows[name] = grown(rows[name], new Float64Array(length));
    },
  };
  return rows;
}

function grown<T extends Uint8Array | Uint16Array | Uint32Array | Float64Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}
