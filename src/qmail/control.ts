/** Control files, byte for byte as control.c and constmap.c take them. All text is byte strings. */
import { type Credentials, chdir, type Errno, openRead, walk } from '../host/access.ts';
import type { Host, Stat } from '../host/host.ts';

/** What a process with given ids gets when it opens a control file. */
export type ControlFile =
  | { readonly state: 'absent'; readonly dangling: boolean }
  | { readonly state: 'unreadable'; readonly errno: Errno; readonly at: string; readonly stat: Stat | null }
  | { readonly state: 'present'; readonly text: string; readonly path: string; readonly stat: Stat };

/**
 * Opens `name` (such as `control/me`) below `home` as `who` (open_read.c:6). Missing and dangling are the same to qmail; a directory opens
 * and then cannot be read; a FIFO or device gives an empty file. Throws CouldNotCheck.
 */
export function openControl(host: Host, who: Credentials, home: string, name: string): ControlFile {
  const cwd = chdir(host, who, home);
  if (!cwd.ok) return { state: 'unreadable', errno: cwd.errno, at: cwd.at, stat: cwd.stat };
  const opened = openRead(host, who, name, cwd.path);
  if (!opened.ok) {
    if (opened.errno === 'ENOENT') {
      const link = linkTarget(host, who, name, cwd.path);
      if (link === '/dev/null') return { state: 'present', text: '', path: link, stat: NULL_DEVICE };
      return { state: 'absent', dangling: link !== null };
    }
    return { state: 'unreadable', errno: opened.errno, at: opened.at, stat: opened.stat };
  }
  const { path, stat } = opened;
  if (stat.type === 'dir') return { state: 'unreadable', errno: 'EISDIR', at: path, stat };
  return { state: 'present', text: stat.type === 'file' ? host.read(path) : '', path, stat };
}

/** A running machine has it although a tree of files (`--root`, an image) need not. */
const NULL_DEVICE: Stat = { type: 'device', mode: 0o666, uid: 0, gid: 0, size: 0 };

function linkTarget(host: Host, who: Credentials, name: string, cwd: string): string | null {
  const found = walk(host, who, name, { cwd, follow: false });
  return found.ok && found.stat.type === 'symlink' ? host.readlink(found.path) : null;
}

/** Blanks, tabs and newlines go from the end; nothing else does, CR neither (control.c:18). A regular expression would take quadratic time. */
export function stripTail(text: string): string {
  let end = text.length;
  while (end > 0 && '\n \t'.includes(text[end - 1] as string)) end -= 1;
  return text.slice(0, end);
}

/** The value of a single-line file: its first line (control.c:54). An empty file has an empty value, not the default. */
export function readLine(text: string): string {
  const newline = text.indexOf('\n');
  return stripTail(newline < 0 ? text : text.slice(0, newline));
}

/** The value of an integer file as qmail's int holds it, or null where it keeps the default (control.c:74). */
export function readInt(text: string): number | null {
  return scanInt(readLine(text));
}

/** 10^64 is a multiple of 2^64: digits before the last 64 change nothing. */
const DIGITS = 64;

/** Leading decimal digits as an unsigned long that wraps, kept in an int (scan_ulong.c:3). Null without a digit. */
export function scanInt(text: string): number | null {
  const digits = /^[0-9]+/.exec(text)?.[0];
  return digits === undefined ? null : Number(BigInt.asIntN(32, BigInt.asUintN(64, BigInt(digits.slice(-DIGITS)))));
}

/** One entry of a list file, with the line that it stands on (from 1). */
export interface Entry {
  readonly text: string;
  readonly line: number;
}

/** The entries of a list file (control.c:90): `#` is a comment in the first column only, a NUL splits an entry. */
export function readList(text: string): Entry[] {
  const entries: Entry[] = [];
  const lines = text.split('\n');
  for (const [index, raw] of lines.entries()) {
    const line = stripTail(raw);
    if (line === '' || line.startsWith('\0') || line.startsWith('#')) continue;
    for (const part of line.split('\0')) entries.push({ text: part, line: index + 1 });
  }
  return entries;
}

/** One key of a constmap. `value` is what follows the first colon of a `key:value` file, '' in a plain list. */
export interface MapEntry {
  readonly key: string;
  readonly value: string;
  readonly line: number;
}

/** The entries that a `key:value` file defines; a line without a colon defines none (constmap.c:77). */
export function splitEntries(entries: readonly Entry[]): MapEntry[] {
  return entries.flatMap(({ text, line }) => {
    const colon = text.indexOf(':');
    return colon < 0 ? [] : [{ key: text.slice(0, colon), value: text.slice(colon + 1), line }];
  });
}

export interface Constmap {
  readonly entries: readonly MapEntry[];
  /** Finds a key whatever its ASCII case; the last of several equal keys wins (constmap.c:84). */
  find(key: string): MapEntry | null;
}

export function constmap(entries: readonly MapEntry[]): Constmap {
  const byKey = new Map(entries.map((entry) => [lowerCase(entry.key), entry]));
  return { entries, find: (key) => byKey.get(lowerCase(key)) ?? null };
}

export function listMap(entries: readonly Entry[]): Constmap {
  return constmap(entries.map(({ text, line }) => ({ key: text, value: '', line })));
}

/** ASCII only, as case_lowerb does. */
export function lowerCase(text: string): string {
  return /[A-Z]/.test(text) ? text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : text;
}
