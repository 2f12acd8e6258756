/** A file that the running user may be led by: nobody else could have written it. */
import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { UsageError } from './errors.ts';
import { reasonOf } from './host/errno.ts';

const LIMIT = 1024 * 1024;

interface Asked {
  /** Nobody else may read it either. */
  readonly secret?: boolean;
  /** Bytes. */
  readonly limit?: number;
}

/** The text of a regular file of root or of the running user, which nobody else may write to. `what` it is, for messages. Throws UsageError. */
export function readTrusted(path: string, what: string, { secret = false, limit = LIMIT }: Asked = {}): string {
  return readChecked(path, what, limit, (stats) => requireTrust(path, stats, secret));
}

/** The text of a regular file, whoever wrote it: nothing else is waited for. `what` it is, for messages. Throws UsageError. */
export function readRegular(path: string, what: string, limit: number): string {
  return readChecked(path, what, limit, () => {});
}

function readChecked(path: string, what: string, limit: number, check: (stats: Stats) => void): string {
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw new UsageError(`cannot read ${what} ${path}: ${reasonOf(error)}`);
  }
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw new UsageError(`${path} is not a regular file`);
    check(stats);
    if (stats.size > limit) throw new UsageError(`${path} is larger than ${limit} bytes`);
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

function requireTrust(path: string, { mode, uid }: Stats, secret: boolean): void {
  const me = process.geteuid?.() ?? 0;
  if (uid !== 0 && uid !== me)
    throw new UsageError(
      `${path} belongs to uid ${uid}, who could tell qmail-lint to keep silent: it must belong to root or to the user who runs it`,
    );
  const octal = (mode & 0o7777).toString(8);
  if ((mode & 0o022) !== 0)
    throw new UsageError(`${path} can be written to by others (mode ${octal}): chmod go-w ${path}`);
  if (secret && (mode & 0o044) !== 0)
    throw new UsageError(`${path} can be read by others (mode ${octal}): chmod go-r ${path}`);
}
