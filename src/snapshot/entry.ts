/** From what was noted of a path to its line in the image. */
import { dirname } from '../host/access.ts';
import { isAscii, textOf, utf8Of } from '../host/bytes.ts';
import type { Accounts, Stat } from '../host/host.ts';
import type { ImageFile, ImageText } from '../host/image-format.ts';
import type { Noted } from '../host/recording.ts';
import { extractOf, isProgram } from './extract.ts';
import type { Censor } from './secrets.ts';

/** qmail-clean goes by when a file was last used (qmail-clean.c:47). */
const AGES_BY_USE = /\/(mess|pid)\//;

export type Entry = (noted: Noted & { readonly stat: Stat }) => ImageFile;

export function entries(accounts: Accounts, censor: Censor): Entry {
  const owner = named(
    (uid) => accounts.userName(uid),
    (name) => accounts.byName(name)?.uid ?? null,
  );
  const group = named(
    (gid) => accounts.groupName(gid),
    (name) => accounts.gidOf(name),
  );
  const device = devices();
  return (noted) => {
    const { path, stat, listed, unread } = noted;
    return {
      ...pathOf(path),
      type: stat.type,
      owner: owner(stat.uid),
      group: group(stat.gid),
      mode: stat.mode.toString(8).padStart(4, '0'),
      ...contentOf(noted, censor),
      ...targetOf(noted),
      ...(stat.type === 'file' ? { size: stat.size } : {}),
      ...(stat.mtime === undefined ? {} : { mtime: stat.mtime }),
      ...(stat.atime === undefined || !AGES_BY_USE.test(path) ? {} : { atime: stat.atime }),
      ...(stat.inode === undefined ? {} : { inode: stat.inode }),
      ...device(path, stat),
      ...(listed === undefined ? {} : { listed }),
      ...(unread === undefined ? {} : { unread }),
    };
  };
}

/** By name where that leads back to the number. */
function named(nameOf: (id: number) => string, idOf: (name: string) => number | null): (id: number) => string | number {
  const known = new Map<number, string | number>();
  return (id) => {
    let name = known.get(id);
    if (name === undefined) {
      const found = nameOf(id);
      name = isAscii(found) && !/^\d+$/.test(found) && idOf(found) === id ? found : id;
      known.set(id, name);
    }
    return name;
  };
}

export function imageText(bytes: string): ImageText {
  return utf8Of(bytes) ?? { base64: base64(bytes) };
}

function pathOf(path: string): Pick<ImageFile, 'path' | 'pathBase64'> {
  const text = utf8Of(path);
  return text === null ? { path: textOf(path), pathBase64: base64(path) } : { path: text };
}

function targetOf({ target }: Noted): Pick<ImageFile, 'target' | 'targetBase64'> {
  if (target === undefined) return {};
  const text = utf8Of(target);
  return text === null ? { target: textOf(target), targetBase64: base64(target) } : { target: text };
}

function contentOf({ path, content }: Noted, censor: Censor): Pick<ImageFile, 'content' | 'base64' | 'extract'> {
  if (content === undefined) return {};
  const extract = isProgram(content);
  const kept = censor(path, extract ? extractOf(content) : content);
  if (kept === null) return {};
  const text = utf8Of(kept);
  return { ...(text === null ? { base64: base64(kept) } : { content: text }), ...(extract ? { extract } : {}) };
}

function base64(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('base64');
}

/** So many directories are remembered; below others the device is written though it may be that of the directory above. */
const REMEMBERED = 10_000;

/** The file system, where it is not that of the directory above. */
function devices(): (path: string, stat: Stat) => Pick<ImageFile, 'device'> {
  const known = new Map<string, number>();
  return (path, { type, device }) => {
    if (device === undefined) return {};
    const same = path !== '/' && known.get(dirname(path)) === device;
    if (type === 'dir') {
      if (known.size >= REMEMBERED) known.clear();
      known.set(path, device);
    }
    return same ? {} : { device };
  };
}
