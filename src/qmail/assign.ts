/** users/assign, as qmail-newu reads it and writes it to users/cdb. Everything is a byte string. */

import { openRead, ROOT } from '../host/access.ts';
import type { CdbEntry } from './cdb.ts';
import { lowerCase } from './control.ts';
import type { Installation } from './installation.ts';

export interface AssignEntry {
  /** The line of the source, from 1. */
  readonly line: number;
  /** It starts with `+`: for every address that begins with `local`. */
  readonly wild: boolean;
  /** The first byte: `+`, the documented `=`, or whatever was there and got lost. */
  readonly type: string;
  /** As it is written; qmail compares it in lower case. */
  readonly local: string;
  readonly user: string;
  readonly uid: string;
  readonly gid: string;
  readonly home: string;
  readonly dash: string;
  readonly ext: string;
  /** What stands after the seventh colon, of which qmail-newu takes no notice. */
  readonly extra: string;
}

/**
 * `no-dot`: the file ends (`line` is where a `.` should stand). `unterminated`: the last line lacks its newline.
 * `blank`: nothing or blanks alone. The others say what they say.
 */
export type AssignErrorKind =
  | 'no-dot'
  | 'nul'
  | 'blank'
  | 'no-colon'
  | 'starts-with-colon'
  | 'few-colons'
  | 'unterminated';

export interface AssignError {
  readonly line: number;
  readonly kind: AssignErrorKind;
  /** What qmail-newu writes to stderr, without the newline. It exits 111 and leaves users/cdb as it was. */
  readonly says: typeof BAD_FORMAT;
}

export interface Assign {
  /** Up to the error, where there is one. */
  readonly entries: readonly AssignEntry[];
  readonly error: AssignError | null;
  /** The line that starts with a dot and ends the file for qmail-newu. */
  readonly dotLine: number | null;
  /** Lines after it that are not blank. */
  readonly trailing: readonly { readonly line: number }[];
}

/** users/assign where it lies. */
export interface AssignSource {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
  readonly assign: Assign;
}

const BAD_FORMAT = 'qmail-newu: fatal: bad format in users/assign';

const LIMIT = 256 * 1024 * 1024;

/** users/assign of an installation; null where it is not there or no file. Throws CouldNotCheck. */
export function readAssign({ host, home }: Installation): AssignSource | null {
  const path = `${home}/users/assign`;
  const opened = openRead(host, ROOT, path);
  if (!opened.ok || opened.stat.type !== 'file') return null;
  const text = host.read(opened.path, LIMIT);
  return { path, text, assign: parseAssign(text) };
}

/** Reads users/assign as qmail-newu does: up to the first bad line. Never throws. Source: `qmail-newu.c:96-132`. */
export function parseAssign(source: string): Assign {
  const lines = source.split('\n');
  const dot = lines.findIndex((text) => text.startsWith('.'));
  // Without a dot, what stands after the last newline is looked at last, and refused in any case.
  const body = lines.slice(0, dot);
  const entries: AssignEntry[] = [];
  for (const [index, text] of body.entries()) {
    const parsed = parseLine(text);
    if (typeof parsed === 'string') return refused(entries, index + 1, parsed);
    entries.push({ line: index + 1, ...parsed });
  }
  if (dot === -1) return refused(entries, lines.length, lines.at(-1) === '' ? 'no-dot' : 'unterminated');
  return { entries, error: null, dotLine: dot + 1, trailing: notBlank(lines, dot + 1) };
}

/**
 * The records that qmail-newu writes, in its order: the assignments, then under the empty key the last characters of
 * all wildcards, as qmail-lspawn cuts an address only behind one of these. Source: `qmail-newu.c:105-134`.
 */
export function assignRecords(entries: readonly AssignEntry[]): CdbEntry[] {
  const records = entries.map((entry) => ({ key: recordKey(entry), value: recordData(entry) }));
  // Not lowered, though every address is: a wildcard that ends in a capital is never found.
  const last = entries.filter((entry) => entry.wild).map((entry) => entry.local.slice(-1));
  return [...records, { key: '', value: [...new Set(last)].join('') }];
}

/**
 * The id that qmail-lspawn takes from a uid or gid field: its leading digits, 0 without any, as the kernel's 32 bits
 * (4294967296 is root). Source: `scan_ulong.c`, `qmail-lspawn.c:214-219`.
 */
export function leadingNumber(text: string): number {
  const [digits = ''] = /^[0-9]*/.exec(text) ?? [];
  // 10^32 is a multiple of 2^32: digits further to the left change nothing.
  return Number(BigInt.asUintN(32, BigInt(digits.slice(-32))));
}

/** The key under which users/cdb has an entry: of several with one key the first is found. Source: `qmail-newu.c:111-118`. */
export function recordKey({ wild, local }: Pick<AssignEntry, 'wild' | 'local'>): string {
  const lower = lowerCase(local);
  return wild ? `!${lower}` : `!${lower}\0`;
}

function recordData({ user, uid, gid, home, dash, ext }: AssignEntry): string {
  return [user, uid, gid, home, dash, ext].join('\0');
}

function refused(entries: AssignEntry[], line: number, kind: AssignErrorKind): Assign {
  return { entries, error: { line, kind, says: BAD_FORMAT }, dotLine: null, trailing: [] };
}

function parseLine(text: string): Omit<AssignEntry, 'line'> | AssignErrorKind {
  if (text.includes('\0')) return 'nul';
  if (isBlank(text)) return 'blank';
  const [name = '', user, uid, gid, home, dash, ext, ...extra] = text.split(':');
  if (user === undefined) return 'no-colon';
  if (name === '') return 'starts-with-colon';
  if (uid === undefined || gid === undefined || home === undefined || dash === undefined) return 'few-colons';
  if (ext === undefined || extra.length === 0) return 'few-colons';
  const type = name.slice(0, 1);
  const local = name.slice(1);
  return { wild: type === '+', type, local, user, uid, gid, home, dash, ext, extra: extra.join(':') };
}

function notBlank(lines: readonly string[], from: number): { line: number }[] {
  const after = lines.slice(from).map((text, index) => ({ line: from + index + 1, text }));
  return after.filter(({ text }) => !isBlank(text)).map(({ line }) => ({ line }));
}

function isBlank(text: string): boolean {
  return /^[ \t\r]*$/.test(text);
}
