/** What a snapshot does not hold: whether it is missing on the machine, or was only not recorded. */
import { dirname } from './access.ts';
import { CouldNotCheck } from './host.ts';
import { NOT_RECORDED } from './image.ts';
import type { ImageSnapshot } from './image-format.ts';
import { bytesIn, type Node, type Nodes } from './image-nodes.ts';

export interface Gaps {
  /** Returns where there is nothing at a path that has no node. Throws CouldNotCheck where that is not known. */
  missing(path: string): void;
}

export function gapsOf({ absent, unread }: ImageSnapshot, nodes: Pick<Nodes, 'get'>): Gaps {
  const nothing = new Set(absent.map(bytesIn));
  const closed = new Map(unread.map(({ path, reason }) => [bytesIn(path), reason]));
  return {
    missing: (path) => {
      for (let at = path; ; at = dirname(at)) {
        const reason = closed.get(at);
        if (reason !== undefined) throw new CouldNotCheck(path, reason);
        const above = nodes.get(dirname(at));
        if (above === undefined && at !== '/') continue;
        if (nothing.has(at) || (above !== undefined && holdsAll(above, at))) return;
        throw new CouldNotCheck(path, above?.unread ?? NOT_RECORDED);
      }
    },
  };
}

/** Whether the directory would name what is at `path`, were it there. */
function holdsAll({ stat, listed, absent }: Node, path: string): boolean {
  if (stat.type !== 'dir' || listed === true) return true;
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (absent?.includes(name)) return true;
  return listed?.some((prefix) => name.startsWith(prefix)) ?? false;
}
