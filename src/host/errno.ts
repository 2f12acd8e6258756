/** The words of an operating system error, for the reason of a CouldNotCheck. */
export function errnoOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : String(error);
}

const WORDS: Record<string, string> = {
  ENOENT: 'no such file',
  EISDIR: 'it is a directory',
  ENOTDIR: 'not a directory',
  Z_BUF_ERROR: 'the compressed data is cut short',
  Z_DATA_ERROR: 'the compressed data is damaged',
  ERR_FS_FILE_TOO_LARGE: 'it is too large',
  ERR_BUFFER_TOO_LARGE: 'it is too large',
  EMFILE: 'too many open files',
  EACCES: 'permission denied for the user who runs qmail-lint',
  EPERM: 'operation not permitted for the user who runs qmail-lint',
  EIO: 'input/output error',
  ETIMEDOUT: 'timed out',
  ESTALE: 'stale file handle',
  ELOOP: 'too many symbolic links',
  ENAMETOOLONG: 'name too long',
  ENOTCONN: 'the file system is not connected',
  EHOSTDOWN: 'the file server is down',
  ENOSPC: 'no space is left (ENOSPC)',
  EDQUOT: 'the quota is used up (EDQUOT)',
  EROFS: 'the file system is read-only (EROFS)',
};

export function reasonOf(error: unknown): string {
  const code = errnoOf(error);
  return WORDS[code] ?? code;
}
