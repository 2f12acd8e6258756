/** A machine in a file: the image that `snapshot` writes, tests are made of and the demo ships. */
import { UsageError } from '../errors.ts';
import { isWithin } from './access.ts';
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
import { pieces, readImageBytes, unpacked } from './image-bytes.ts';
import { imageResolver } from './image-dns.ts';
import type { Image, ImageAccount, ImageGroup } from './image-format.ts';
import { gapsOf } from './image-gaps.ts';
import { readByLines } from './image-lines.ts';
import { bytesIn, type Node, type Planting, planting } from './image-nodes.ts';
import { validateImage } from './image-schema.ts';

export type { Image, ImageFile } from './image-format.ts';

/** Reads an image file, `.gz` or plain. Throws UsageError with what is wrong with it. */
export function readImage(file: string): Image {
  return parseImage(unpacked(readImageBytes(file), file).toString('utf8'), file);
}

/** The host of an image file, and what else of the image is asked for. Throws UsageError with what is wrong with it. */
export async function openImageFile(
  file: string,
): Promise<{ readonly host: Host; readonly image: Omit<Image, 'files'> }> {
  const bytes = readImageBytes(file);
  const planted = planting();
  const image = await readByLines(pieces(bytes, file), planted.plant);
  if (image !== null) return { host: hostOf(image, planted), image };
  const whole = parseImage(unpacked(bytes, file).toString('utf8'), file);
  return { host: imageHost(whole), image: whole };
}

export function parseImage(text: string, file: string): Image {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    const begins = /^\s*\{\s*"format"\s*:\s*"qmail-lint\/image"/.test(text);
    if (begins) throw new UsageError(`${file} is not an image: it is cut short or damaged`);
    throw new UsageError(`${file} is not an image: it is not JSON`);
  }
  if (!validateImage(data)) throw notAnImage(file, data, validateImage.errors?.[0]);
  return data as Image;
}

/** `error`: the first that the schema finds. */
function notAnImage(file: string, data: unknown, error?: { instancePath?: string; message?: string }): UsageError {
  const { format, version } = (data ?? {}) as Readonly<Record<string, unknown>>;
  if (format !== FORMAT) return new UsageError(`${file} is not an image: its "format" is not "${FORMAT}"`);
  if (typeof version === 'number' && version > VERSION)
    return new UsageError(
      `${file} is an image of version ${version}, and this qmail-lint reads version ${VERSION}: use a newer one, or take the snapshot with this one`,
    );
  return new UsageError(
    `${file} is not an image: ${error?.instancePath || 'the whole'} ${error?.message ?? 'is wrong'}`,
  );
}

const FORMAT = 'qmail-lint/image';
const VERSION = 1;

/** A host that answers from the image alone. */
export function imageHost(image: Image): Host {
  const planted = planting();
  for (const file of image.files) planted.plant(file);
  return hostOf(image, planted);
}

function hostOf(image: Omit<Image, 'files'>, planted: Planting): Host {
  const { snapshot } = image;
  const accounts = accountsOf(image);
  const nodes = planted.nodes({
    uid: (owner) => idOf(owner, (name) => accounts.byName(name)?.uid),
    gid: (group) => idOf(group, (name) => accounts.gidOf(name)),
  });
  const node = (path: string) => nodes.get(path);
  const mounted = nodes.hasDevices();
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
      return nodes.names(path);
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

function accountsOf({ passwd, group, snapshot }: Omit<Image, 'files'>): Accounts {
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

/** What lies in a directory of another file system is there too. */
function onDevice(stat: Stat, path: string, node: (path: string) => Node | undefined): Stat {
  for (let at = path.lastIndexOf('/'); at >= 0; at = path.lastIndexOf('/', at - 1)) {
    const device = node(path.slice(0, at) || '/')?.stat.device;
    if (device !== undefined) return { ...stat, device };
    if (at === 0) break;
  }
  return stat;
}

function running({
  processes,
  mounts,
  room,
  snapshot,
}: Omit<Image, 'files'>): Pick<Host, 'processes' | 'mounts' | 'room'> {
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
