/** What the mail remembers between runs: a file of ours, whole or as it was before (`docs/schemas/state.schema.json`). */
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Severity } from '../checks/check.ts';
import { UsageError } from '../errors.ts';
import { errnoOf, reasonOf } from '../host/errno.ts';
import { readTrusted } from '../trusted-file.ts';
import { validateState } from './state-schema.ts';

/** What was audited. */
export interface Scope {
  readonly home: string;
  /** `--root` or `--image`; null for the running machine. */
  readonly machine: string | null;
  readonly user: string | null;
}

export interface Entry {
  /** The fingerprint; of a kind of which not all are listed, and of what could not be checked, what they have in common. */
  readonly key: string;
  readonly kind: 'finding' | 'many' | 'unchecked';
  readonly rule: string;
  readonly fold?: string;
  readonly path?: string;
  readonly message: string;
  /** ISO 8601. */
  readonly since: string;
  /** Runs that saw it. */
  readonly sightings: number;
  /** Runs in a row that did not. */
  readonly absent: number;
  /** As it was when it was mailed; null where it was not yet. */
  readonly told: Told | null;
}

export interface Told {
  readonly severity: Severity;
  readonly count: number;
  /** Messages in the queue. */
  readonly waiting: number;
}

export interface State {
  readonly format: 'qmail-lint/state';
  readonly version: 1;
  readonly scope: Scope;
  /** The first run, ISO 8601. */
  readonly begun: string;
  /** The last run. */
  readonly checked: string;
  /** The last mail. */
  readonly told: string | null;
  /** Runs since the last mail. */
  readonly checks: number;
  readonly entries: readonly Entry[];
}

/** What of the file system is written with; another one in tests. */
export type Disk = Pick<
  typeof fs,
  'closeSync' | 'fsyncSync' | 'mkdirSync' | 'openSync' | 'renameSync' | 'unlinkSync' | 'writeSync'
>;

const LIMIT = 64 * 1024 * 1024;

export interface Remembered {
  /** Null before the first run, and where the file was damaged. */
  readonly state: State | null;
  /** Where a damaged file was put. */
  readonly damaged: string | null;
}

/** Throws UsageError for a file that cannot be read, that others could have written, or that is of another audit. */
export function readState(file: string, scope: Scope): Remembered {
  if (!fs.existsSync(file)) return { state: null, damaged: null };
  const state = parsed(readTrusted(file, 'the state', { limit: LIMIT }));
  if (state === null) return { state: null, damaged: keptAside(file) };
  for (const key of ['home', 'machine', 'user'] as const)
    if (state.scope[key] !== scope[key])
      throw new UsageError(
        `${file} is the state of another audit (${key} ${state.scope[key] ?? '-'}, not ${scope[key] ?? '-'}): give this one its own by --state`,
      );
  return { state, damaged: null };
}

function parsed(text: string): State | null {
  try {
    const state: unknown = JSON.parse(text);
    return validateState(state) ? (state as State) : null;
  } catch {
    return null;
  }
}

function keptAside(file: string): string {
  const aside = `${file}.damaged`;
  try {
    fs.renameSync(file, aside);
  } catch (error) {
    throw new UsageError(`${file} is damaged and cannot be put aside: ${reasonOf(error)}`);
  }
  return aside;
}

/** Makes the directory of the file, for its owner alone, where it is missing. Throws the file system's errors. */
export function requireDirectory(file: string): void {
  fs.mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
}

/** Removes what runs that were killed have left beside it. To be called under the lock. */
export function sweep(file: string): void {
  const leftover = /^\.(lock\.(\d+\.)?[0-9a-f]{12}|[0-9a-f]{12}\.tmp)$/;
  if (!fs.existsSync(dirname(file))) return;
  for (const name of fs.readdirSync(dirname(file)))
    if (name.startsWith(basename(file)) && leftover.test(name.slice(basename(file).length)))
      quietly(() => fs.unlinkSync(join(dirname(file), name)));
}

/** A state that is on the disk and not yet in force. */
export interface Prepared {
  /** Puts it into force, at once. Throws the file system's errors; the old state is then as it was. */
  commit(): void;
  discard(): void;
}

/** Writes all that can fail before anything is sent. Throws the file system's errors, and leaves nothing behind. */
export function prepareState(file: string, state: State, disk: Disk = fs): Prepared {
  const partial = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  const discard = () => quietly(() => disk.unlinkSync(partial));
  const descriptor = disk.openSync(partial, 'wx', 0o600);
  try {
    try {
      writeAll(descriptor, Buffer.from(`${JSON.stringify(state, null, 1)}\n`), disk);
      disk.fsyncSync(descriptor);
    } finally {
      disk.closeSync(descriptor);
    }
  } catch (error) {
    discard();
    throw error;
  }
  return {
    discard,
    commit: () => {
      try {
        disk.renameSync(partial, file);
      } catch (error) {
        discard();
        throw error;
      }
      quietly(() => syncDirectory(dirname(file), disk));
    },
  };
}

function writeAll(descriptor: number, bytes: Buffer, disk: Disk): void {
  for (let at = 0; at < bytes.length; ) at += disk.writeSync(descriptor, bytes, at);
}

/** So that the new name outlives a power failure; some file systems do not know how. */
function syncDirectory(directory: string, disk: Disk): void {
  const descriptor = disk.openSync(directory, 'r');
  try {
    disk.fsyncSync(descriptor);
  } finally {
    disk.closeSync(descriptor);
  }
}

function quietly(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!errnoOf(error).startsWith('E')) throw error;
  }
}
