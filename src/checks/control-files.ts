/** The files and the directory that control mail, as they lie on the disk. */
import { ROOT, walk } from '../host/access.ts';
import type { Stat } from '../host/host.ts';
import { CONTROLS } from '../qmail/controls.ts';
import type { Skipped, Target } from './check.ts';
import { controlPath } from './text.ts';
import { couldNot } from './tried.ts';

export interface OnDisk {
  /** `control` or `control/NAME`. */
  readonly file: string;
  readonly path: string;
  readonly stat: Stat;
}

/** control/ itself and the regular files in it that qmail reads, with links followed. */
export function* controlsOnDisk(target: Target): Generator<OnDisk | Skipped> {
  yield* at(target, 'control', `${target.installation.home}/control`, 'dir');
  for (const { name } of CONTROLS) yield* at(target, `control/${name}`, controlPath(target, name), 'file');
}

function* at(target: Target, file: string, path: string, type: 'dir' | 'file'): Generator<OnDisk | Skipped> {
  try {
    const found = walk(target.host, ROOT, path);
    if (found.ok && found.stat.type === type) yield { file, path: found.path, stat: found.stat };
  } catch (error) {
    yield couldNot(error);
  }
}
