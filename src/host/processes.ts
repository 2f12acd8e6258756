/** The processes of the running machine, from proc(5): what runs, since when, as whom, and where it listens. */
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs';
import { reasonOf } from './errno.ts';
import { CouldNotCheck, type Process } from './host.ts';

/** USER_HZ, which Linux gives to user space on every architecture in use. */
const TICKS = 100;
/** No command line that matters here is longer; anybody may give his process one of megabytes. */
const ARGS_LIMIT = 4096;
/** A server opens its sockets first. */
const FDS_MAX = 512;
/** Listening sockets come first in the table, which lists every connection. */
const SOCKETS_LIMIT = 256 * 1024;

/**
 * What runs on this machine; what runs in a container of it is another machine's. A process that ends while it is looked
 * at is left out. Throws CouldNotCheck where the processes of others are hidden (proc(5), hidepid) or there is no /proc.
 */
export function readProcesses(): Process[] {
  const boot = bootTime();
  if (boot === null || processOf('1', boot, new Map()).length === 0) {
    throw new CouldNotCheck('/proc', 'the processes of others are hidden from the user who runs qmail-lint');
  }
  const sockets = listeningSockets();
  return namesIn('/proc').flatMap((pid) => (/^\d+$/.test(pid) ? processOf(pid, boot, sockets) : []));
}

function namesIn(path: string): string[] {
  try {
    return readdirSync(path, 'latin1') as string[];
  } catch (error) {
    throw new CouldNotCheck(path, reasonOf(error));
  }
}

function bootTime(): number | null {
  try {
    const line = /^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'latin1'));
    return line === null ? null : Number(line[1]);
  } catch {
    return null;
  }
}

function processOf(pid: string, boot: number, sockets: ReadonlyMap<string, number>): Process[] {
  try {
    const [plain] = parseStat(firstBytes(`/proc/${pid}/stat`, ARGS_LIMIT), boot);
    if (plain === undefined) return [];
    const status = parseStatus(firstBytes(`/proc/${pid}/status`, ARGS_LIMIT));
    if (status.contained) return [];
    const { uid } = status;
    return [{ ...plain, ...(uid === null ? {} : { uid }), ...argsOf(pid), ...cwdOf(pid), ...listensOf(pid, sockets) }];
  } catch {
    return [];
  }
}

/** `PID (NAME) STATE PPID …`: the name may hold anything, the start is the 22nd field. */
export function parseStat(text: string, boot: number): Process[] {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  const fields = text.slice(close + 2).split(' ');
  const ticks = Number(fields[19]);
  if (open < 0 || close < open || !Number.isFinite(ticks)) return [];
  const started = boot + Math.floor(ticks / TICKS);
  return [{ pid: Number.parseInt(text, 10), name: text.slice(open + 1, close), started, ppid: Number(fields[1]) }];
}

/** The effective uid, and whether the process has a pid in a namespace below ours. Line ends in a name are escaped there. */
export function parseStatus(text: string): { uid: number | null; contained: boolean } {
  const uid = /^Uid:\t\d+\t(\d+)/m.exec(text)?.[1];
  return { uid: uid === undefined ? null : Number(uid), contained: /^NSpid:\t\d+\t\d/m.test(text) };
}

/** The arguments that stand in the first bytes; a kernel thread has none. */
export function parseArgs(text: string): string[] {
  const words = text.split('\0');
  return words.at(-1) === '' ? words.slice(0, -1) : words;
}

function argsOf(pid: string): Pick<Process, 'args'> {
  const text = unless(() => firstBytes(`/proc/${pid}/cmdline`, ARGS_LIMIT));
  return text === null ? {} : { args: parseArgs(text) };
}

function cwdOf(pid: string): Pick<Process, 'cwd'> {
  const cwd = unless(() => readlinkSync(`/proc/${pid}/cwd`, 'latin1'));
  return cwd === null ? {} : { cwd };
}

/** The ports at which the process holds a listening socket. */
function listensOf(pid: string, sockets: ReadonlyMap<string, number>): Pick<Process, 'listens'> {
  const fds = unless(() => readdirSync(`/proc/${pid}/fd`, 'latin1') as string[]);
  if (fds === null) return {};
  const ports = new Set<number>();
  for (const fd of sockets.size === 0 ? [] : fds.slice(0, FDS_MAX)) {
    const port = sockets.get(unless(() => readlinkSync(`/proc/${pid}/fd/${fd}`, 'latin1')) ?? '');
    if (port !== undefined) ports.add(port);
  }
  return { listens: [...ports].sort((one, other) => one - other) };
}

/** `socket:[INODE]` of each listening TCP socket of this network namespace, with its port. */
function listeningSockets(): Map<string, number> {
  const tables = ['/proc/self/net/tcp', '/proc/self/net/tcp6'];
  return new Map(tables.flatMap((path) => [...parseSockets(unless(() => firstBytes(path, SOCKETS_LIMIT)) ?? '')]));
}

/** `N: ADDRESS:PORT REMOTE STATE … INODE …`, of which state 0A listens. */
export function parseSockets(text: string): Map<string, number> {
  const found = new Map<string, number>();
  for (const line of text.split('\n').slice(1)) {
    const fields = line.trim().split(/\s+/);
    const port = /:([0-9A-F]{4})$/.exec(fields[1] ?? '')?.[1];
    const inode = fields[9];
    if (fields[3] === '0A' && port !== undefined && inode !== undefined)
      found.set(`socket:[${inode}]`, Number.parseInt(port, 16));
  }
  return found;
}

function firstBytes(path: string, limit: number): string {
  const fd = openSync(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(limit);
    let length = 0;
    while (length < limit) {
      const count = readSync(fd, buffer, length, limit - length, null);
      if (count === 0) break;
      length += count;
    }
    return buffer.toString('latin1', 0, length);
  } finally {
    closeSync(fd);
  }
}

function unless<T>(look: () => T): T | null {
  try {
    return look();
  } catch {
    return null;
  }
}
