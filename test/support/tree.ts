/** A tree on the disk as it is found, to hold two moments of it against each other. */
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Each path below `root` with its type, owner, mode and number; of what is no directory its time and content too. */
export function treeOf(root: string): string[] {
  const lines: string[] = [];
  const walk = (path: string) => {
    const stat = lstatSync(path);
    const { uid, gid, mode, ino, nlink, mtimeMs } = stat;
    const what = [path.slice(root.length), mode.toString(8), uid, gid, ino];
    if (stat.isDirectory()) {
      lines.push(what.join(' '));
      for (const name of readdirSync(path).sort()) walk(`${path}/${name}`);
      return;
    }
    const content = stat.isFile()
      ? createHash('sha256').update(readFileSync(path)).digest('hex')
      : stat.isSymbolicLink()
        ? readlinkSync(path)
        : '';
    lines.push([...what, nlink, mtimeMs, content].join(' '));
  };
  walk(root);
  return lines;
}
