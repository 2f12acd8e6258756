/**
 * Bounded reading of files that may belong to anybody: only regular files are opened, links are resolved as the kernel
 * would, and what cannot be looked at is noted instead of thrown.
 */
import { ROOT, type Walk, walk } from '../host/access.ts';
import { CouldNotCheck, type Host } from '../host/host.ts';
import type { Unchecked } from './types.ts';

/** No script or unit comes near this; what is larger is cut and said to be. */
export const TEXT_LIMIT = 64 * 1024;
/** The most names taken from one directory. */
export const NAMES_LIMIT = 500;

/** A script made to be misread shall not fill the report. */
const NOTES_LIMIT = 1000;

export interface Reader {
  readonly host: Host;
  readonly unchecked: Unchecked[];
}

export type Found =
  | { readonly kind: 'file'; readonly path: string; readonly text: string }
  /** Something else than a regular file; `type` of `Stat`. */
  | { readonly kind: 'other'; readonly path: string; readonly type: string }
  | { readonly kind: 'absent' }
  /** Could not be looked at, and noted. */
  | { readonly kind: 'unknown' };

type Kind = Pick<Unchecked, 'kind' | 'about'>;
export const COULD_NOT: Kind = { kind: 'could-not' };
export const NO_MATTER: Kind = { kind: 'no-matter' };
export const RULES_UNKNOWN: Kind = { kind: 'could-not', about: 'rules' };
export const DELIVERY_UNKNOWN: Kind = { kind: 'could-not', about: 'default-delivery' };

/** Notes that `path` was not checked, once for each reason. */
export function note(reader: Reader, path: string, reason: string, kind: Kind = COULD_NOT): void {
  const known = reader.unchecked.some((entry) => entry.path === path && entry.reason === reason);
  if (!known && reader.unchecked.length < NOTES_LIMIT) reader.unchecked.push({ path, reason, ...kind });
}

/** `note` for one line of a file. */
export function noteLine(
  reader: Reader,
  at: { readonly file: string; readonly line: number },
  reason: string,
  kind: Kind = COULD_NOT,
): void {
  note(reader, at.file, `line ${at.line}: ${reason}`, kind);
}

/** Runs `look`; where the host could not, notes it and returns `otherwise`. Other errors pass. */
export function attempt<T>(reader: Reader, otherwise: T, look: () => T): T {
  try {
    return look();
  } catch (error) {
    if (!(error instanceof CouldNotCheck)) throw error;
    note(reader, error.path, error.reason);
    return otherwise;
  }
}

/** Where `path` leads for root, or null where that could not be looked at. */
export function resolve(reader: Reader, path: string, cwd?: string): Walk | null {
  return attempt(reader, null, () => walk(reader.host, ROOT, path, cwd === undefined ? {} : { cwd }));
}

/** The text of the regular file to which `path` leads, by its canonical path. Nothing else is ever opened. */
export function readText(reader: Reader, path: string, cwd?: string): Found {
  const found = resolve(reader, path, cwd);
  if (found === null) return { kind: 'unknown' };
  if (!found.ok) return { kind: 'absent' };
  if (found.stat.type !== 'file') return { kind: 'other', path: found.path, type: found.stat.type };
  const text = attempt(reader, null, () => reader.host.read(found.path, TEXT_LIMIT));
  if (text === null) return { kind: 'unknown' };
  if (found.stat.size > TEXT_LIMIT) note(reader, found.path, `only the first ${TEXT_LIMIT} bytes were read`);
  return { kind: 'file', path: found.path, text: text.slice(0, TEXT_LIMIT) };
}

/** The canonical path of a directory and its names that are wanted, in order, or null where there is none. */
export function listNames(
  reader: Reader,
  path: string,
  wanted: (name: string) => boolean = () => true,
): { path: string; names: string[] } | null {
  const found = resolve(reader, path);
  if (found === null || !found.ok || found.stat.type !== 'dir') return null;
  const names = attempt(reader, null, () => reader.host.list(found.path))?.filter(wanted) ?? null;
  if (names === null) return null;
  if (names.length > NAMES_LIMIT)
    note(reader, found.path, `only ${NAMES_LIMIT} of ${names.length} names were looked at`);
  return { path: found.path, names: names.toSorted().slice(0, NAMES_LIMIT) };
}
