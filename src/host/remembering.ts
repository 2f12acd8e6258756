/** A host that looks at nothing twice in a row: what a walk found stays known for the walks that follow. */
import type { Host, Stat } from './host.ts';

const MOST = 500;

/**
 * Memory stays bounded: answers that were not asked for again are forgotten. A directory that was listed answers for what
 * is not in it.
 */
export function remembering(host: Host): Host {
  const stats = recent<Stat | null>(MOST);
  let listed: { dir: string; names: Set<string> } | null = null;
  return {
    ...host,
    fresh: host,
    trails: new Map(),
    lstat: (path) => {
      const known = stats.get(path);
      if (known !== undefined) return known;
      const found = listed !== null && lacks(listed, path) ? null : host.lstat(path);
      stats.set(path, found);
      return found;
    },
    list: (dir) => {
      if (listed?.dir === dir) return [...listed.names];
      const names = host.list(dir);
      // A snapshot need not hold every name of a directory.
      if (host.kind === 'machine') listed = { dir, names: new Set(names) };
      return names;
    },
  };
}

interface Recent<T> {
  get(key: string): T | undefined;
  set(key: string, value: T): void;
}

/** Two halves: when the young one is full it becomes the old one, and what was not used again goes. */
function recent<T>(most: number): Recent<T> {
  let young = new Map<string, T>();
  let old = new Map<string, T>();
  const set = (key: string, value: T) => {
    if (young.size >= most) {
      old = young;
      young = new Map();
    }
    young.set(key, value);
  };
  return {
    set,
    get: (key) => {
      const value = young.get(key);
      if (value !== undefined) return value;
      const older = old.get(key);
      if (older !== undefined) set(key, older);
      return older;
    },
  };
}

function lacks(listed: { dir: string; names: Set<string> }, path: string): boolean {
  const { dir, names } = listed;
  if (!path.startsWith(dir) || path[dir.length] !== '/') return false;
  const name = path.slice(dir.length + 1);
  return !name.includes('/') && !names.has(name);
}
