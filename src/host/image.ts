/** A machine in a file: the image that `snapshot` writes, tests are made of and the demo ships. */
import { UsageError } from '../errors.ts';
import { dirname, isWithin } from './access.ts';
import { accountsFrom } from './accounts.ts';
import { bytesOf } from './bytes.ts';
import {
  type Account,
  type Accounts,
  CouldNotCheck,
  type Group,
  type Host,
  type Process,
  READ_LIMIT,
  type Stat,
} from './host.ts';
import { readImageBytes } from './image-bytes.ts';
import { imageResolver } from './image-dns.ts';
import type { Image, ImageAccount, ImageFile, ImageGroup, ImageText } from './image-format.ts';
import { gapsOf } from './image-gaps.ts';
import { imageParts, OtherLayout } from './image-lines.ts';
import { validateImage } from './image-schema.ts';
import { shared } from './shared-lists.ts';

export type { Image, ImageFile } from './image-format.ts';

/** Reads an image file, `.gz` or plain. Throws UsageError with what is wrong with it. */
export function readImage(file: string): Image {
  return parseImage(readImageBytes(file).toString('utf8'), file);
}

/** The host of an image file, and what else of the image is asked for. Throws UsageError with what is wrong with it. */
export function openImageFile(file: string): { readonly host: Host; readonly image: Omit<Image, 'files'> } {
  const bytes = readImageBytes(file);
  const parts = imageParts(bytes);
  if (parts !== null)
    try {
      return { host: imageHost(parts.image, parts.files), image: parts.image };
    } catch (error) {
      if (!(error instanceof OtherLayout)) throw error;
    }
  const image = parseImage(bytes.toString('utf8'), file);
  return { host: imageHost(image), image };
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

export interface Node {
  readonly stat: Stat;
  readonly content: string | null;
  readonly target: string | null;
  readonly listed: ImageFile['listed'];
  readonly unread: string | undefined;
  /** Names that a directory is known to lack. */
  readonly absent: readonly string[] | undefined;
  /** What a directory holds. */
  names: string[] | null;
}

/** A host that answers from the image alone. `files`: its files, where they are read one by one. */
export function imageHost(image: Image, files: Iterable<ImageFile> = image.files): Host {
  const { snapshot } = image;
  const accounts = accountsOf(image);
  const nodes = plant(files, accounts);
  const node = (path: string) => nodes.get(path);
  const mounted = Array.from(nodes.values()).some(({ stat }) => stat.device !== undefined);
  const gaps = snapshot === undefined ? null : gapsOf(snapshot, nodes);
  return {
    kind: 'image',
    lacks: snapshot === undefined ? 'anything' : snapshot.of === 'tree' ? 'programs' : 'nothing',
    source: null,
    accounts,
    dns: imageResolver(image.dns),
    lstat: (path) => {
      const stat = node(path)?.stat ?? null;
      if (stat === null) gaps?.missing(path);
      return stat === null || !mounted || stat.device !== undefined ? stat : onDevice(stat, path, node);
    },
    readlink: (path) => node(path)?.target ?? notRecorded(path, node(path)),
    list: (path) => {
      const found = node(path);
      if (gaps !== null && found?.listed === undefined) notRecorded(path, found, NAMES);
      return [...(found?.names ?? [])];
    },
    read: (path, limit = READ_LIMIT) => {
      const found = node(path);
      if (Math.max(found?.stat.size ?? 0, found?.content?.length ?? 0) > limit)
        throw new CouldNotCheck(path, `larger than ${limit} bytes`);
      return found?.content ?? notRecorded(path, found);
    },
    open: (path, limit = READ_LIMIT) => {
      const found = node(path);
      if (found === undefined) gaps?.missing(path);
      if (found === undefined) return null;
      const { stat, content } = found;
      if (stat.type !== 'file' || Math.max(stat.size, content?.length ?? 0) > limit) return { stat, text: null };
      return { stat, text: content ?? notRecorded(path, found) };
    },
    addresses: image.host?.addresses ?? null,
    publicAddresses: image.host?.publicAddresses ?? [],
    hostname: image.host?.name ?? null,
    ...running(image),
    now: image.taken ?? null,
  };
}

function accountsOf({ passwd, group, snapshot }: Image): Accounts {
  const { incomplete = null, askedAccounts, askedGroups, unread = [] } = snapshot ?? {};
  const asked = <R extends ImageAccount | ImageGroup, T>(
    rows: readonly (R | string)[],
    read: (row: R) => T,
    path: string,
  ) => answersFor(rows, read, path, unread.find((each) => each.path === path)?.reason ?? NOT_RECORDED);
  return accountsFrom(passwd.map(accountOf), group.map(groupOf), {
    incomplete,
    ...(askedAccounts === undefined ? {} : { lookUp: asked(askedAccounts, accountOf, '/etc/passwd') }),
    ...(askedGroups === undefined ? {} : { lookUpGroup: asked(askedGroups, ([, gid]) => gid, '/etc/group') }),
  });
}

/** What a directory service said of names. Throws CouldNotCheck for one that it gave no answer for. */
function answersFor<R extends ImageAccount | ImageGroup, T>(
  rows: readonly (R | string)[],
  read: (row: R) => T,
  path: string,
  reason: string,
): (name: string) => T | null {
  const known = new Map(rows.map((row) => [typeof row === 'string' ? bytesOf(row) : textIn(row[0], row.at(-1)), row]));
  return (name) => {
    const row = known.get(name);
    if (row === undefined) throw new CouldNotCheck(path, reason);
    return typeof row === 'string' ? null : read(row);
  };
}

function accountOf([name, uid, gid, home, coding]: ImageAccount): Account {
  return { name: textIn(name, coding), uid, gid, home: textIn(home, coding) };
}

function groupOf([name, gid, coding]: ImageGroup): Group {
  return { name: textIn(name, coding), gid };
}

function textIn(text: string, coding: unknown): string {
  return bytesIn(coding === 'base64' ? { base64: text } : text);
}

export function bytesIn(text: ImageText): string {
  return typeof text === 'string' ? bytesOf(text) : Buffer.from(text.base64, 'base64').toString('latin1');
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

function running({ processes, mounts, room, snapshot }: Image): Pick<Host, 'processes' | 'mounts' | 'room'> {
  const ran = processes?.map(processOf) ?? null;
  const mounted = mounts?.map((mount) => ({ ...mount, path: bytesOf(mount.path) })) ?? null;
  const rooms = Object.entries(room ?? {}).map(([path, found]) => ({ path: bytesOf(path), found }));
  const longest = rooms.toSorted((one, other) => other.path.length - one.path.length);
  const hidden = snapshot?.unread.find(({ path }) => path === '/proc');
  return {
    processes: () => {
      if (ran === null && hidden !== undefined) throw new CouldNotCheck('/proc', hidden.reason);
      return ran;
    },
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

export const NOT_RECORDED = 'not recorded in the image';
const CONTENT = 'its content is not recorded in the image';
const NAMES = 'its names are not recorded in the image';

function notRecorded(path: string, node: Node | undefined, what = CONTENT): never {
  throw new CouldNotCheck(path, node?.unread ?? what);
}

/** Every listed path with its parents (root, 0755) and what each directory holds. */
function plant(files: Iterable<ImageFile>, accounts: Accounts): Map<string, Node> {
  const nodes = new Map<string, Node>();
  const once = shared();
  const directory = (): Node => ({
    stat: { type: 'dir', mode: 0o755, uid: 0, gid: 0, size: 0 },
    content: null,
    target: null,
    listed: undefined,
    unread: undefined,
    absent: undefined,
    names: null,
  });
  const hold = (path: string) => {
    const parent = dirname(path);
    let above = nodes.get(parent);
    if (above === undefined) {
      above = directory();
      nodes.set(parent, above);
      if (parent !== '/') hold(parent);
    }
    above.names ??= [];
    above.names.push(path.slice(path.lastIndexOf('/') + 1));
  };
  nodes.set('/', directory());
  for (const file of files) {
    const path = file.pathBase64 === undefined ? bytesOf(file.path) : bytesIn({ base64: file.pathBase64 });
    const before = nodes.get(path);
    nodes.set(path, nodeOf(file, accounts, before, once));
    if (before === undefined) hold(path);
  }
  return nodes;
}

/** `before`: the same path once more, of which a snapshot learnt more later. */
function nodeOf(
  file: ImageFile,
  accounts: Accounts,
  before: Node | undefined,
  once: (list: readonly string[]) => readonly string[],
): Node {
  const content = contentOf(file) ?? before?.content ?? null;
  const absent = absentIn(file, before);
  const listed = file.listed ?? before?.listed;
  // Written out, not spread: there are half a million of them.
  const stat: { -readonly [key in keyof Stat]: Stat[key] } = {
    type: file.type,
    mode: Number.parseInt(file.mode, 8),
    uid: idOf(file.owner, (name) => accounts.byName(name)?.uid),
    gid: idOf(file.group, (name) => accounts.gidOf(name)),
    size: file.size ?? content?.length ?? 0,
  };
  if (file.mtime !== undefined) stat.mtime = file.mtime;
  if (file.atime !== undefined) stat.atime = file.atime;
  if (file.inode !== undefined) stat.inode = file.inode;
  if (file.device !== undefined) stat.device = file.device;
  return {
    stat,
    content,
    target: targetOf(file) ?? before?.target ?? null,
    listed: Array.isArray(listed) ? once(listed) : listed,
    unread: file.unread ?? before?.unread,
    absent: absent === undefined ? undefined : once(absent),
    names: before?.names ?? null,
  };
}

function absentIn({ absent }: ImageFile, before: Node | undefined): readonly string[] | undefined {
  if (absent === undefined) return before?.absent;
  return [...(before?.absent ?? []), ...absent.map(bytesIn)];
}

function targetOf({ target, targetBase64 }: ImageFile): string | null {
  if (targetBase64 !== undefined) return bytesIn({ base64: targetBase64 });
  return target === undefined ? null : bytesOf(target);
}

function contentOf(file: ImageFile): string | null {
  if (file.base64 !== undefined) return bytesIn({ base64: file.base64 });
  return file.content === undefined ? null : bytesOf(file.content);
}
