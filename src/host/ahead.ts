/** Starts threads for a machine with many accounts before anything else of it is looked at. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type Ahead, startAhead } from './threads.ts';

/** Bytes of a passwd file below which threads are hardly needed. */
const MANY = 100_000;

/** Undefined where there seem to be few accounts below `root`, or none that can be seen from here. */
export function aheadFor(root: string, file: URL): Ahead | undefined {
  try {
    const passwd = statSync(join(root, 'etc/passwd'));
    return passwd.isFile() && passwd.size >= MANY ? startAhead(file) : undefined;
  } catch {
    return undefined;
  }
}
