/** Writes proposed files into a directory of their own: a new one, which is nobody's configuration. */
import { mkdirSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from './errors.ts';
import { errnoOf, reasonOf } from './host/errno.ts';

export interface DirFile {
  /** Absolute on the machine that it is meant for; it is written at the same place below the directory. A byte string. */
  readonly path: string;
  readonly text: string;
  readonly mode: number;
}

/** `home`: qmail's, into which nothing is ever written. Throws UsageError where `dir` is there and not empty, is within it, or cannot be written. */
export function writeProposal(dir: string, files: readonly DirFile[], home: string): void {
  const top = resolve(dir);
  try {
    const real = join(realpathSync(dirname(top)), basename(top));
    for (const kept of [home, '/var/qmail'].flatMap((each) => [each, realOf(each)]))
      if (real === kept || real.startsWith(`${kept}/`)) throw new UsageError(`--write ${dir}: never into a qmail home`);
    makeNew(top, dir);
    for (const file of files) writeBelow(top, file);
  } catch (error) {
    if (errnoOf(error).startsWith('E')) throw new UsageError(`--write ${dir}: ${reasonOf(error)}`);
    throw error;
  }
}

/** A home with `..` in it would lead out of the directory: its file is left out. */
function writeBelow(top: string, { path, text, mode }: DirFile): void {
  const latin1 = Buffer.from(top).toString('latin1');
  const place = join(latin1, path);
  if (!place.startsWith(`${latin1}/`)) return;
  mkdirSync(Buffer.from(dirname(place), 'latin1'), { recursive: true });
  writeFileSync(Buffer.from(place, 'latin1'), Buffer.from(text, 'latin1'), { flag: 'wx', mode });
}

function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function makeNew(top: string, shown: string): void {
  try {
    mkdirSync(top);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
    if (readdirSync(top).length > 0) throw new UsageError(`--write ${shown}: the directory is there and not empty`);
  }
}
