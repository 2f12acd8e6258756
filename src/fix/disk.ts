/**
 * The system calls of a fix, each on a descriptor or on a name in a directory that is held open: no path of the audited
 * machine is ever given to the kernel. Node has no openat(2); `/proc/self/fd/N/name` is the same.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import type { Stat } from '../host/host.ts';
import { statOf } from '../host/machine.ts';
import type { StepType, Who } from './step.ts';

/** What a descriptor leads to. */
export type Found = Required<Stat>;

/** Errors are those of node:fs. Names are byte strings. */
export interface Disk {
  /** The directory at an absolute path of the running machine that is nobody's but root's. */
  root(): number;
  /** What has this name in the directory `dir`, itself and no link's end, for nothing but to be looked at and changed. */
  open(dir: number, name: string): number;
  close(fd: number): void;
  stat(fd: number): Found;
  readlink(dir: number, name: string): string;
  chown(fd: number, uid: number, gid: number): void;
  chmod(fd: number, mode: number): void;
  /** Makes what nobody but its maker may use; `size`: zero bytes of a file. Fails where the name is taken. */
  make(dir: number, name: string, type: StepType, size: number): void;
  /** Of a directory fails where it is not empty. */
  remove(dir: number, name: string, type: StepType): void;
  /** Runs `act` with these ids, and as root again after it, with the groups of the user (`keepingGroups`). */
  as<T>(who: Who, act: () => T): T;
}

const O_PATH = 0o10000000;
const FIFO_SECONDS = 10;
/** The user's environment is none of ours when a program of the system is run. */
const ENV = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };

export const realDisk: Disk = {
  root: () => fs.openSync('/', O_PATH | fs.constants.O_DIRECTORY),
  open: (dir, name) => fs.openSync(inside(dir, name), O_PATH | fs.constants.O_NOFOLLOW),
  close: (fd) => fs.closeSync(fd),
  stat: (fd) => statOf(fs.fstatSync(fd)),
  readlink: (dir, name) => fs.readlinkSync(inside(dir, name), 'latin1'),
  chown: (fd, uid, gid) => fs.chownSync(itself(fd), uid, gid),
  chmod: (fd, mode) => fs.chmodSync(itself(fd), mode),
  make: (dir, name, type, size) => {
    if (type === 'dir') fs.mkdirSync(inside(dir, name), 0o700);
    else if (type === 'fifo') makeFifo(dir, name);
    else makeFile(inside(dir, name), size);
  },
  remove: (dir, name, type) => (type === 'dir' ? fs.rmdirSync(inside(dir, name)) : fs.unlinkSync(inside(dir, name))),
  as: (who, act) => {
    if (process.getegid?.() !== who.gid) process.setegid?.(who.gid);
    // Node tells the effective group with the others: where it is alone there are no others.
    if (process.getgroups?.().length !== 1) process.setgroups?.([]);
    process.seteuid?.(who.uid);
    try {
      return act();
    } finally {
      process.seteuid?.(0);
    }
  },
};

/**
 * Puts the groups of the process back after `act`: `as` leaves them as the last user had them. Root has no use for them, and to change
 * ids is slow, since each thread of Node has to.
 */
export function keepingGroups<T>(act: () => T): T {
  const groups = process.getgroups?.() ?? [];
  const gid = process.getegid?.() ?? 0;
  try {
    return act();
  } finally {
    process.setegid?.(gid);
    process.setgroups?.(groups);
  }
}

const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = fs.constants;
const NEW_FILE = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW;

/** The link of proc(5) that leads to what the descriptor has open, wherever it is by now. */
function itself(fd: number): string {
  return `/proc/self/fd/${fd}`;
}

function inside(dir: number, name: string): Buffer {
  if (name === '' || name === '.' || name === '..' || name.includes('/'))
    throw new Error(`no name in a directory: ${name}`);
  return Buffer.from(`/proc/self/fd/${dir}/${name}`, 'latin1');
}

function makeFile(path: Buffer, size: number): void {
  const fd = fs.openSync(path, NEW_FILE, 0o600);
  try {
    fs.writeSync(fd, Buffer.alloc(size));
  } finally {
    fs.closeSync(fd);
  }
}

/** Node has no mkfifo(3). The program is given the open directory as its descriptor 3. */
function makeFifo(dir: number, name: string): void {
  if (/[^\x21-\x7e]/.test(name)) throw new Error(`no name of a FIFO of qmail: ${name}`);
  const ran = spawnSync('mkfifo', ['-m', '600', '--', `/proc/self/fd/3/${name}`], {
    stdio: ['ignore', 'ignore', 'pipe', dir],
    env: ENV,
    timeout: FIFO_SECONDS * 1000,
  });
  if (ran.error !== undefined) throw ran.error;
  if (ran.status === 0) return;
  const code = /File exists/.test(String(ran.stderr))
    ? 'EEXIST'
    : /Read-only/.test(String(ran.stderr))
      ? 'EROFS'
      : 'EIO';
  throw Object.assign(new Error(`mkfifo: ${ran.stderr}`), { code });
}
