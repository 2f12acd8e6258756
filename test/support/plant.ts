/** Plants an image as a real tree, with its owners and modes: below a directory of this machine, or in memory. */
import { execFileSync } from 'node:child_process';
import * as realFs from 'node:fs';
import { createServer, type Server } from 'node:net';
import type { Image, ImageFile } from '../../src/host/image.ts';

/** What of node:fs a tree needs; memfs has it too. */
export type TreeFs = Pick<
  typeof realFs,
  'mkdirSync' | 'writeFileSync' | 'symlinkSync' | 'lchownSync' | 'chmodSync' | 'utimesSync'
>;

export interface Planted {
  /** Closes what the tree holds open. */
  close(): void;
}

export function plant(image: Image, root: string, fs: TreeFs = realFs): Planted {
  const ids = idsOf(image);
  const servers: Server[] = [];
  fs.mkdirSync(`${root}/etc`, { recursive: true });
  fs.writeFileSync(
    `${root}/etc/passwd`,
    image.passwd.map(([name, uid, gid, home]) => `${name}:x:${uid}:${gid}::${home}:/bin/sh\n`).join(''),
  );
  fs.writeFileSync(`${root}/etc/group`, image.group.map(([name, gid]) => `${name}:x:${gid}:\n`).join(''));
  const files = [...image.files].sort((one, other) => (one.path < other.path ? -1 : 1));
  for (const file of files) make(file, root, fs, servers);
  for (const file of files) {
    const path = root + file.path;
    fs.lchownSync(path, ids.uid(file.owner), ids.gid(file.group));
    if (file.type !== 'symlink') fs.chmodSync(path, Number.parseInt(file.mode, 8));
    if (file.mtime !== undefined && file.type === 'file') fs.utimesSync(path, file.mtime, file.mtime);
  }
  return { close: () => servers.forEach((server) => void server.close()) };
}

function make(file: ImageFile, root: string, fs: TreeFs, servers: Server[]): void {
  const path = root + file.path;
  fs.mkdirSync(path.slice(0, path.lastIndexOf('/')), { recursive: true });
  if (file.type === 'dir') fs.mkdirSync(path, { recursive: true });
  else if (file.type === 'symlink') fs.symlinkSync(file.target ?? '', path);
  else if (file.type === 'fifo') execFileSync('mkfifo', [path]);
  else if (file.type === 'socket') servers.push(createServer().listen(path));
  else
    fs.writeFileSync(
      path,
      file.base64 === undefined ? (file.content ?? 'x'.repeat(file.size ?? 0)) : Buffer.from(file.base64, 'base64'),
    );
}

function idsOf(image: Image) {
  const users = new Map(image.passwd.map(([name, uid]) => [name, uid]));
  const groups = new Map(image.group.map(([name, gid]) => [name, gid]));
  const id = (of: Map<string, number>) => (owner: string | number) =>
    typeof owner === 'number' ? owner : (of.get(owner) ?? 0);
  return { uid: id(users), gid: id(groups) };
}
