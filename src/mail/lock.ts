/** One run at a time: a lock that a dead process does not hold. */
import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { errnoOf } from '../host/errno.ts';

export interface Lock {
  /** Whether it is still ours: another run may have taken this one for dead. */
  held(): boolean;
  release(): void;
}

/** Takes `file`, or tells the process that holds it. Throws the file system's errors. */
export function takeLock(file: string): Lock | { readonly holder: number } {
  const mine = `${process.pid} ${bornAt(process.pid) ?? '-'} ${randomBytes(6).toString('hex')}`;
  const own = `${file}.${process.pid}.${randomBytes(6).toString('hex')}`;
  writeFileSync(own, mine, { mode: 0o600, flag: 'wx' });
  try {
    for (let turn = 0; turn < 3; turn++) {
      if (linked(own, file)) return lockOf(file, mine);
      const there = read(file);
      if (there !== null && isAlive(there)) return { holder: Number(there.split(' ')[0]) };
      if (there !== null) putAside(file, there);
    }
    return { holder: Number(read(file)?.split(' ')[0] ?? 0) };
  } finally {
    unlinkSync(own);
  }
}

function lockOf(file: string, mine: string): Lock {
  const held = () => read(file) === mine;
  return {
    held,
    release: () => {
      if (held()) unlinkSync(file);
    },
  };
}

/** A hard link is made by one process only, whole. */
function linked(own: string, file: string): boolean {
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** A dead lock goes; a living one that came in its place meanwhile is put back. */
function putAside(file: string, dead: string): void {
  const aside = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return;
    throw error;
  }
  if (read(aside) !== dead) linked(aside, file);
  unlinkSync(aside);
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'latin1');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Whether the process that wrote it still runs, and is not another one with its number. */
function isAlive(written: string): boolean {
  const [number = '', born] = written.split(' ');
  const pid = Number(number);
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (errnoOf(error) === 'ESRCH') return false;
  }
  const now = bornAt(pid);
  return now === null || born === undefined || born === '-' || now === born;
}

/** When a process started, in ticks since the system did, as /proc tells it; null where it does not. */
function bornAt(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
