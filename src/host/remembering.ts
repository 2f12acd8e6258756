/** A host that looks at nothing twice in a row: what a walk found stays known for the walks that follow. */
import type { Host, Stat } from './host.ts';

const MOST = 20_000;

/** Memory stays bounded: past `MOST` answers all are forgotten. A directory that was listed answers for what is not in it. */
export function remembering(host: Host): Host {
  const stats = new Map<string, Stat | null>();
  let listed: { dir: string; names: Set<string> } | null = null;
  return {
    ...host,
    trails: new Map(),
    lstat: (path) => {
      const known = stats.get(path);
      if (known !== undefined) return known;
      if (stats.size >= MOST) stats.clear();
      const found = listed !== null && lacks(listed, path) ? null : host.lstat(path);
      stats.set(path, found);
      return found;
    },
    list: (dir) => {
      if (listed?.dir === dir) return [...listed.names];
      const names = host.list(dir);
      listed = { dir, names: new Set(names) };
      return names;
    },
  };
}

function lacks(listed: { dir: string; names: Set<string> }, path: string): boolean {
  const { dir, names } = listed;
  if (!path.startsWith(dir) || path[dir.length] !== '/') return false;
  const name = path.slice(dir.length + 1);
  return !name.includes('/') && !names.has(name);
}
