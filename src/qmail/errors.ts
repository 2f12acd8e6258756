/** qmail's own words for an error number (error_str.c), which are not those of libc. */
import type { Errno } from '../host/access.ts';

const WORDS: Record<Errno, string> = {
  ENOENT: 'file does not exist',
  EACCES: 'access denied',
  ENOTDIR: 'not a directory',
  EISDIR: 'is a directory',
  ELOOP: 'symbolic link loop',
  ENAMETOOLONG: 'file name too long',
  ENXIO: 'device not configured',
  EXDEV: 'cross-device link',
  EINVAL: 'invalid argument',
  ENOSPC: 'out of disk space',
};

export function errorText(errno: Errno): string {
  return WORDS[errno];
}
