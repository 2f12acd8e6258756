/** A user who swaps two names as fast as the kernel lets him, and whatever must not change meanwhile. */
import { type ChildProcess, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { arch } from 'node:os';
import type { Attack } from './attacks.ts';

export const ALICE = { uid: 3001, gid: 100 };

/** renameat2(2) with RENAME_EXCHANGE, which Node does not have: both names are always there. */
const SWAPPER = `
  my ($number, $one, $other) = @ARGV;
  $| = 1;
  print "swapping\\n";
  while (1) { syscall($number + 0, -100, $one, -100, $other, 2) == 0 or die "renameat2: $!\\n"; }
`;
const RENAMEAT2 = arch() === 'arm64' ? 276 : 316;

export async function startSwapping(one: string, other: string): Promise<ChildProcess> {
  const ids = [`--reuid=${ALICE.uid}`, `--regid=${ALICE.gid}`, '--clear-groups'];
  const child = spawn('setpriv', [...ids, 'perl', '-e', SWAPPER, String(RENAMEAT2), one, other], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((go) => child.stdout.once('data', go));
  return child;
}

export async function stop(child: ChildProcess | null): Promise<void> {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((go) => child.once('exit', go));
  child.kill('SIGKILL');
  await ended;
}

export interface Victim {
  readonly fd: number;
  readonly stat: fs.Stats;
  readonly names: string[] | null;
}

/** Held open, so that they are found wherever a swap has put them. */
export function opened(root: string, { victims, swaps }: Attack, fds: number[]): Victim[] {
  const others = fs.lstatSync(root + swaps[1]).isFile() ? [swaps[1]] : [];
  return [...victims, ...others].map((path) => {
    const fd = fs.openSync(root + path, fs.constants.O_RDONLY);
    fds.push(fd);
    const stat = fs.fstatSync(fd);
    return { fd, stat, names: stat.isDirectory() ? fs.readdirSync(root + path) : null };
  });
}

/** Owners, modes, what is in directories; with the time of the last change nothing that was put back goes unnoticed. */
export function statesOf(victims: readonly Victim[], withTimes = false): string {
  return victims
    .map(({ fd, names }) => {
      const { uid, gid, mode, ctimeNs, nlink } = fs.fstatSync(fd, { bigint: true });
      const held = names === null ? '' : fs.readdirSync(`/proc/self/fd/${fd}`).sort().join();
      return [uid, gid, mode, nlink, held, withTimes && names === null ? ctimeNs : ''].join(' ');
    })
    .join('\n');
}

export function restore(victims: readonly Victim[]): void {
  for (const { fd, stat, names } of victims) {
    fs.fchownSync(fd, stat.uid, stat.gid);
    fs.fchmodSync(fd, stat.mode & 0o7777);
    for (const name of names === null ? [] : fs.readdirSync(`/proc/self/fd/${fd}`))
      if (names?.includes(name) === false) removeIn(fd, name);
  }
}

export function removeIn(fd: number, name: string): void {
  try {
    fs.rmdirSync(`/proc/self/fd/${fd}/${name}`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
