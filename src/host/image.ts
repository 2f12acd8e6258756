/** A machine in a file: the image that `snapshot` writes, tests are made of and the demo ships. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { UsageError } from '../errors.ts';
import { isWithin } from './access.ts';
import { accountsFrom } from './accounts.ts';
import { bytesOf } from './bytes.ts';
import { reasonOf } from './errno.ts';
import {
  type Answer,
  CouldNotCheck,
  type FileType,
  type Host,
  type MountPoint,
  type Process,
  READ_LIMIT,
  type Resolver,
  type Room,
  type Stat,
} from './host.ts';
import { validateImage } from './image-schema.ts';

export interface Image {
  readonly format: 'qmail-lint/image';
  readonly version: 1;
  readonly host?: { name?: string; addresses?: string[]; publicAddresses?: string[] };
  readonly defaultDelivery?: string;
  readonly passwd: readonly (readonly [string, number, number, string])[];
  readonly group: readonly (readonly [string, number])[];
  readonly files: readonly ImageFile[];
  readonly dns?: ImageDns;
  /** When it was taken: seconds since 1970. */
  readonly taken?: number;
  readonly processes?: readonly Process[];
  readonly mounts?: readonly MountPoint[];
  /** By directory: what holds for all below it that is not named. */
  readonly room?: Readonly<Record<string, Room>>;
}

export interface ImageFile {
  readonly path: string;
  readonly type: FileType;
  readonly owner: string | number;
  readonly group: string | number;
  readonly mode: string;
  readonly content?: string;
  readonly base64?: string;
  readonly target?: string;
  readonly size?: number;
  readonly mtime?: number;
  readonly inode?: number;
  /** Differs where another file system is mounted; absent: that of the directory above, the same for all. */
  readonly device?: number;
}

interface ImageDns {
  readonly mx?: readonly (readonly [string, number, string])[];
  readonly a?: readonly (readonly [string, string])[];
  readonly ptr?: readonly (readonly [string, string])[];
  readonly otherwise?: readonly (readonly [string, 'none' | 'soft'])[];
}

/** Reads an image file, `.gz` or plain. Throws UsageError with what is wrong with it. */
export function readImage(file: string): Image {
  return parseImage(readImageText(file), file);
}

function readImageText(file: string): string {
  try {
    const bytes = readFileSync(file);
    return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('utf8');
  } catch (error) {
    throw new UsageError(`cannot read the image ${file}: ${reasonOf(error)}`);
  }
}

export function parseImage(text: string, file: string): Image {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new UsageError(`${file} is not an image: it is not JSON`);
  }
  if (!validateImage(data)) {
    const first = validateImage.errors?.[0];
    throw new UsageError(
      `${file} is not an image: ${first?.instancePath || 'the whole'} ${first?.message ?? 'is wrong'}`,
    );
  }
  return data as Image;
}

interface Node {
  readonly stat: Stat;
  readonly content: string | null;
  readonly target: string | null;
  readonly names: Set<string>;
}

/** A host that answers from the image alone. */
export function imageHost(image: Image): Host {
  const accounts = accountsFrom(
    image.passwd.map(([name, uid, gid, home]) => ({ name: bytesOf(name), uid, gid, home: bytesOf(home) })),
    image.group.map(([name, gid]) => ({ name: bytesOf(name), gid })),
  );
  const uidOf = (owner: string | number) => idOf(owner, (name) => accounts.byName(name)?.uid);
  const gidOf = (group: string | number) => idOf(group, (name) => accounts.gidOf(name));
  const nodes = plant(image, uidOf, gidOf);
  const node = (path: string) => nodes.get(path);
  const mounted = image.files.some(({ device }) => device !== undefined);
  return {
    kind: 'image',
    source: null,
    accounts,
    dns: imageResolver(image.dns),
    lstat: (path) => {
      const stat = node(path)?.stat ?? null;
      return stat === null || !mounted || stat.device !== undefined ? stat : onDevice(stat, path, node);
    },
    readlink: (path) => node(path)?.target ?? notRecorded(path),
    list: (path) => [...(node(path)?.names ?? [])],
    read: (path, limit = READ_LIMIT) => {
      const content = node(path)?.content ?? notRecorded(path);
      if (content.length > limit) throw new CouldNotCheck(path, `larger than ${limit} bytes`);
      return content;
    },
    open: (path, limit = READ_LIMIT) => {
      const stat = node(path)?.stat ?? null;
      if (stat === null || stat.type !== 'file') return stat === null ? null : { stat, text: null };
      const text = node(path)?.content ?? notRecorded(path);
      return { stat, text: text.length > limit ? null : text };
    },
    addresses: image.host?.addresses ?? null,
    publicAddresses: image.host?.publicAddresses ?? [],
    hostname: image.host?.name ?? null,
    ...running(image),
    now: image.taken ?? null,
  };
}

/** What lies in a directory of another file system is there too. */
function onDevice(stat: Stat, path: string, node: (path: string) => Node | undefined): Stat {
  for (let at = path.lastIndexOf('/'); at >= 0; at = path.lastIndexOf('/', at - 1)) {
    const device = node(path.slice(0, at) || '/')?.stat.device;
    if (device !== undefined) return { ...stat, device };
    if (at === 0) break;
  }
  return stat;
}

function running({ processes, mounts, room }: Image): Pick<Host, 'processes' | 'mounts' | 'room'> {
  const ran = processes?.map(processOf) ?? null;
  const mounted = mounts?.map((mount) => ({ ...mount, path: bytesOf(mount.path) })) ?? null;
  const rooms = Object.entries(room ?? {}).map(([path, found]) => ({ path: bytesOf(path), found }));
  const longest = rooms.toSorted((one, other) => other.path.length - one.path.length);
  return {
    processes: () => ran,
    mounts: () => mounted,
    room: (path) => longest.find((each) => isWithin(path, each.path))?.found ?? null,
  };
}

function processOf(process: Process): Process {
  const { name, args, cwd } = process;
  return {
    ...process,
    name: bytesOf(name),
    ...(args === undefined ? {} : { args: args.map(bytesOf) }),
    ...(cwd === undefined ? {} : { cwd: bytesOf(cwd) }),
  };
}

/** An owner that the image's own passwd does not know. */
const NOBODY = 0xfffffffe;

function idOf(owner: string | number, known: (name: string) => number | null | undefined): number {
  if (typeof owner === 'number') return owner;
  return known(bytesOf(owner)) ?? (owner === 'root' ? 0 : NOBODY);
}

function notRecorded(path: string): never {
  throw new CouldNotCheck(path, 'its content is not recorded in the image');
}

/** Every listed path with its parents (root, 0755) and what each directory holds. */
function plant(
  image: Image,
  uidOf: (o: string | number) => number,
  gidOf: (g: string | number) => number,
): Map<string, Node> {
  const nodes = new Map<string, Node>();
  const directory = (): Node => ({
    stat: { type: 'dir', mode: 0o755, uid: 0, gid: 0, size: 0 },
    content: null,
    target: null,
    names: new Set(),
  });
  nodes.set('/', directory());
  const hold = (path: string) => {
    const slash = path.lastIndexOf('/');
    const parent = slash <= 0 ? '/' : path.slice(0, slash);
    if (!nodes.has(parent)) {
      nodes.set(parent, directory());
      hold(parent);
    }
    nodes.get(parent)?.names.add(path.slice(slash + 1));
  };
  for (const file of image.files) {
    const path = bytesOf(file.path);
    const names = nodes.get(path)?.names ?? new Set<string>();
    nodes.set(path, { ...nodeOf(file, uidOf, gidOf), names });
    if (path !== '/') hold(path);
  }
  return nodes;
}

function nodeOf(
  file: ImageFile,
  uidOf: (o: string | number) => number,
  gidOf: (g: string | number) => number,
): Omit<Node, 'names'> {
  const content = contentOf(file);
  const stat: Stat = {
    type: file.type,
    mode: Number.parseInt(file.mode, 8),
    uid: uidOf(file.owner),
    gid: gidOf(file.group),
    size: file.size ?? content?.length ?? 0,
    ...(file.mtime === undefined ? {} : { mtime: file.mtime }),
    ...(file.inode === undefined ? {} : { inode: file.inode }),
    ...(file.device === undefined ? {} : { device: file.device }),
  };
  return { stat, content, target: file.target === undefined ? null : bytesOf(file.target) };
}

function contentOf(file: ImageFile): string | null {
  if (file.base64 !== undefined) return Buffer.from(file.base64, 'base64').toString('latin1');
  return file.content === undefined ? null : bytesOf(file.content);
}

function imageResolver(dns: ImageDns | undefined): Resolver {
  const answer = async <T>(name: string, records: T[]): Promise<Answer<T>> => {
    if (dns === undefined) return { kind: 'not-asked' };
    if (records.length > 0) return { kind: 'data', records };
    const known = [...(dns.mx ?? []), ...(dns.a ?? [])].some(([owner]) => sameName(owner, name));
    if (known) return { kind: 'none' };
    const rule = (dns.otherwise ?? []).find(([suffix]) => isUnder(name, suffix));
    if (rule === undefined) return { kind: 'not-asked' };
    return rule[1] === 'none' ? { kind: 'none' } : { kind: 'soft', reason: 'no answer' };
  };
  return {
    mx: (name) =>
      answer(
        name,
        (dns?.mx ?? [])
          .filter(([owner]) => sameName(owner, name))
          .map(([, preference, exchange]) => ({ preference, exchange })),
      ),
    a: (name) =>
      answer(
        name,
        (dns?.a ?? []).filter(([owner]) => sameName(owner, name)).map(([, address]) => address),
      ),
    ptr: async (address) => {
      const names = (dns?.ptr ?? []).filter(([owner]) => owner === address).map(([, name]) => name);
      return names.length > 0 ? { kind: 'data', records: names } : { kind: dns?.ptr ? 'none' : 'not-asked' };
    },
  };
}

function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase().replace(/\.$/, '');
}

function isUnder(name: string, suffix: string): boolean {
  const plain = name.toLowerCase().replace(/\.$/, '');
  return suffix === '' || plain === suffix.toLowerCase() || plain.endsWith(`.${suffix.toLowerCase()}`);
}
