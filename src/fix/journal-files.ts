/** Where journals are kept: a directory of root's on the running machine, also for the fix of another tree. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { UsageError } from '../errors.ts';
import { dirname, join } from '../host/access.ts';
import { reasonOf } from '../host/errno.ts';
import { type Header, type Journal, journalTo, parseJournal, type Run } from './journal.ts';

const OTHERS = 0o077;
const OTHERS_WRITE = 0o022;
const STICKY = 0o1000;
/** A journal of a hundred thousand steps has less than 100 MB. */
const JOURNAL_LIMIT = 1024 * 1024 * 1024;

/** A directory that one run has for itself. */
export interface JournalDir {
  readonly path: string;
  /** Open as long as the directory is this run's. */
  readonly lock: number;
  /** A new journal; its name begins with the time. Throws UsageError. */
  create(header: Header): { readonly file: string; readonly fd: number; readonly journal: Journal };
  close(): void;
}

/** Makes the directory where it is missing. Throws UsageError where it is not root's alone, or another run has it. */
export function openJournals(path: string): JournalDir {
  requireRoots(dirname(path));
  try {
    fs.mkdirSync(path, 0o700);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST')
      throw new UsageError(`cannot make ${path}: ${reasonOf(error)}`);
  }
  const { mode } = requireRoots(path);
  if ((mode & OTHERS) !== 0) throw new UsageError(`${path}: others may look at it; chmod 700 ${path}`);
  const lock = lockOf(path);
  return {
    path,
    lock,
    create: (header) => {
      const file = join(path, `${header.did}-${header.started.replace(/[^0-9TZ]/g, '')}-${process.pid}.jsonl`);
      const fd = opened(file);
      return { file, fd, journal: journalTo(writerOf(fd), header, { joins: true }) };
    },
    close: () => fs.closeSync(lock),
  };
}

/** Not for others to write to, nor for them to put something else in its place. Throws UsageError. */
function requireRoots(path: string): fs.Stats {
  for (let at = path; ; at = dirname(at)) {
    const stat = fs.lstatSync(at, { throwIfNoEntry: false });
    if (stat === undefined) throw new UsageError(`${at}: no such directory for the journal`);
    if (stat.isSymbolicLink()) return requireRoots(fs.realpathSync(path));
    const isSafe =
      stat.isDirectory() && stat.uid === 0 && ((stat.mode & OTHERS_WRITE) === 0 || (stat.mode & STICKY) !== 0);
    if (!isSafe) throw new UsageError(`${at}: a journal needs a directory of root that nobody else can write to`);
    if (at === '/') return fs.lstatSync(path);
  }
}

/** The kernel takes the lock from a process that ends, however it ends. */
function lockOf(dir: string): number {
  const { O_RDWR, O_CREAT, O_NOFOLLOW } = fs.constants;
  const fd = fs.openSync(join(dir, 'lock'), O_RDWR | O_CREAT | O_NOFOLLOW, 0o600);
  const { status, error } = spawnSync('flock', ['-n', '3'], {
    stdio: ['ignore', 'ignore', 'ignore', fd],
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
  });
  if (status === 0) return fd;
  fs.closeSync(fd);
  throw new UsageError(
    error === undefined
      ? `another fix or undo runs with the journals in ${dir}`
      : `cannot run flock(1): ${reasonOf(error)}`,
  );
}

/** A journal is whole once no process writes to it: those of a run that was killed may be on their last step. Throws UsageError. */
export function requireIdle(dir: string): void {
  if (fs.existsSync(join(dir, 'lock'))) fs.closeSync(lockOf(dir));
}

function opened(file: string): number {
  const { O_WRONLY, O_CREAT, O_EXCL, O_APPEND, O_NOFOLLOW } = fs.constants;
  try {
    return fs.openSync(file, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_NOFOLLOW, 0o600);
  } catch (error) {
    throw new UsageError(`cannot make the journal ${file}: ${reasonOf(error)}`);
  }
}

/** Writes whole lines to an open journal. */
export function writerOf(fd: number): (lines: string) => void {
  return (lines) => {
    const bytes = Buffer.from(lines, 'utf8');
    for (let at = 0; at < bytes.length; ) at += fs.writeSync(fd, bytes, at);
  };
}

/** Throws UsageError for a file that is no journal, or that others could have written. */
export function readJournal(file: string): Run {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = fs.constants;
  let fd: number;
  try {
    fd = fs.openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    throw new UsageError(`cannot read the journal ${file}: ${reasonOf(error)}`);
  }
  try {
    const stat = fs.fstatSync(fd);
    if (!stat.isFile() || stat.size > JOURNAL_LIMIT) throw new UsageError(`${file} is no journal of qmail-lint`);
    if (stat.uid !== 0 || (stat.mode & OTHERS_WRITE) !== 0)
      throw new UsageError(`${file}: others than root could have written it`);
    return parseJournal(fs.readFileSync(fd, 'utf8'), file);
  } finally {
    fs.closeSync(fd);
  }
}

/** The newest fix that no undo has been through to its end. Throws UsageError where there is none. */
export function lastFix(dir: string): string {
  const names = namesIn(dir);
  const undone = new Set(
    names
      .filter((name) => name.startsWith('undo-'))
      .flatMap((name) => {
        const { header, ended } = readJournal(join(dir, name));
        return ended && header?.of ? [header.of] : [];
      }),
  );
  const last = names.filter((name) => name.startsWith('fix-') && !undone.has(name)).at(-1);
  if (last === undefined) throw new UsageError(`no fix to undo in ${dir}`);
  return join(dir, last);
}

function namesIn(dir: string): string[] {
  try {
    return fs
      .readdirSync(dir)
      .filter((name) => name.endsWith('.jsonl'))
      .sort();
  } catch (error) {
    throw new UsageError(`cannot look for journals in ${dir}: ${reasonOf(error)}`);
  }
}
